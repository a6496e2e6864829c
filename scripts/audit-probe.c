/*
 * For the making of fixtures and for tests: makes one system call under a filter that does something with it, or prints
 * the records of the kernel's audit log as they come.
 *
 *   audit-probe ACTION KIND NUMBER COMM   ACTION: hex of SECCOMP_RET_*; KIND: native (x32 too, bit 30 in NUMBER), i386
 *   audit-probe listen                    until a signal; needs root (CAP_AUDIT_READ). `type=NAME msg=…`, as auditd has it
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static int listen_to_kernel(void) {
  static char bytes[NLMSG_SPACE(16384)];
  int group = AUDIT_NLGRP_READLOG, room = 8 << 20;
  struct sockaddr_nl address = {.nl_family = AF_NETLINK};
  int link = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);
  setsockopt(link, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
  if (link < 0 || bind(link, (struct sockaddr *)&address, sizeof address) < 0 ||
      setsockopt(link, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) < 0)
    return perror("audit-probe"), 1;
  puts("# listening");
  for (;;) {
    fflush(stdout);
    ssize_t length = recv(link, bytes, sizeof bytes, 0);
    if (length < 0) return perror("audit-probe"), 1;
    struct nlmsghdr *head = (struct nlmsghdr *)bytes;
    int text = (int)(length - NLMSG_HDRLEN);
    if (head->nlmsg_type == AUDIT_EOE || text <= 0) continue;
    if (head->nlmsg_type == AUDIT_SECCOMP) printf("type=SECCOMP msg=%.*s\n", text, (char *)NLMSG_DATA(head));
    else printf("type=UNKNOWN[%d] msg=%.*s\n", head->nlmsg_type, text, (char *)NLMSG_DATA(head));
  }
}

int main(int count, char **words) {
  if (count == 2 && strcmp(words[1], "listen") == 0) return listen_to_kernel();
  if (count != 5) return 2;
  unsigned action = (unsigned)strtoul(words[1], NULL, 16), number = (unsigned)strtoul(words[3], NULL, 0);
  int is_i386 = strcmp(words[2], "i386") == 0;
  struct sock_filter steps[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, is_i386 ? AUDIT_ARCH_I386 : AUDIT_ARCH_X86_64, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, action),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {sizeof steps / sizeof *steps, steps};
  prctl(PR_SET_NAME, words[4]);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_LOG, &filter) != 0) return perror("seccomp"), 1;
  if (is_i386) {
    long answer = number;
    __asm__ volatile("int $0x80" : "+a"(answer) : "b"(0) : "memory", "cc", "r8", "r9", "r10", "r11");
  } else {
    syscall(number, 0, 0, 0);
  }
  return 0;
}
