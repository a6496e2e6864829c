/**
 * What an event that is no call of its own says about calls:
 * - `enter`, `exit`: of any call, named by its argument;
 * - `inside`: it happens on the task that made the call, while it is in it: the call it names was made;
 * - `packet`: told where a packet passes, often in an interrupt: the call is whichever was interrupted;
 * - `host-event`: told of a container, by a task that is not in it;
 * - `outside`: of no call, or of Tracee's own.
 */
export type EventClass = 'enter' | 'exit' | 'inside' | 'packet' | 'host-event' | 'outside';

/**
 * Every event that is no call, by why its top-level `syscall` is evidence or is not. Tracee takes it from the registers of
 * the current task (get_current_task_syscall_id in pkg/ebpf/c/common/task.h of aquasecurity/tracee), so what counts is
 * which task is current where the event is made: judged by the hook that each is named after. What is not sure is
 * `outside`, and an event that is not here is no evidence.
 */
const groups: readonly { readonly class: EventClass; readonly why: string; readonly events: string }[] = [
  {
    class: 'enter',
    why: 'the tracepoint raw_syscalls:sys_enter; `raw_syscalls` in the first releases',
    events: 'sys_enter raw_syscalls',
  },
  { class: 'exit', why: 'the tracepoint raw_syscalls:sys_exit', events: 'sys_exit' },
  {
    class: 'inside',
    why: 'hooks of Linux Security Modules and the capability check run in the call they judge',
    events: `
      cap_capable security_bpf security_bpf_map security_bpf_prog security_bprm_check security_file_mprotect
      security_file_open security_inode_mknod security_inode_rename security_inode_symlink security_inode_unlink
      security_kernel_post_read_file security_kernel_read_file security_mmap_file security_path_notify
      security_sb_mount security_sb_umount security_settime64 security_socket_accept security_socket_bind
      security_socket_connect security_socket_create security_socket_listen security_socket_setsockopt
      security_task_prctl security_task_setrlimit`,
  },
  {
    class: 'inside',
    why: 'functions of the file system, called by the task that reads, writes or changes the file',
    events: `
      vfs_read vfs_readv vfs_utimes vfs_write vfs_writev __kernel_write magic_write chmod_common do_truncate
      file_modification inotify_watch set_fs_pwd zeroed_inodes dirty_pipe_splice`,
  },
  {
    class: 'inside',
    why: 'the parent is current in fork; the program that replaces itself in exec, whose call the kernel then shows as execve',
    events: `
      sched_process_fork sched_process_exec execute_finished process_execute_failed process_execute_failed_internal
      load_elf_phdrs`,
  },
  {
    class: 'inside',
    why: 'the task that ends is current: in exit or exit_group, or in the call that a deadly signal met it in',
    events: 'sched_process_exit do_exit',
  },
  {
    class: 'inside',
    why: 'a task that changes its own credentials, namespaces, name, signal handlers or memory',
    events: 'commit_creds switch_task_ns task_rename do_sigaction do_mmap mem_prot_alert shared_object_loaded',
  },
  {
    class: 'inside',
    why: 'functions of sockets in the calls dup and accept; net_tcp_connect is made of security_socket_connect',
    events: 'socket_dup socket_accept net_tcp_connect',
  },
  {
    class: 'inside',
    why: 'probes on the entry of chosen calls; their argument `syscall` names the same call',
    events: 'suspicious_syscall_source stack_pivot',
  },
  {
    class: 'inside',
    why: 'functions that a module, or who loads it or attaches a probe, calls; in a kernel thread no call is named',
    events: `
      bpf_attach kprobe_attach kallsyms_lookup_name do_init_module module_load module_free proc_create
      debugfs_create_dir debugfs_create_file register_chrdev device_add call_usermodehelper`,
  },
  {
    class: 'packet',
    why: 'cgroup/skb programs and what is made of them',
    events: `
      net_packet_base net_packet_raw net_packet_ip_base net_packet_tcp_base net_packet_udp_base net_packet_icmp_base
      net_packet_icmpv6_base net_packet_dns_base net_packet_http_base net_packet_capture net_packet_flow_base
      net_packet_ipv4 net_packet_ipv6 net_packet_tcp net_packet_udp net_packet_icmp net_packet_icmpv6 net_packet_dns
      net_packet_dns_request net_packet_dns_response net_packet_http net_packet_http_request net_packet_http_response
      net_flow_tcp_begin net_flow_tcp_end`,
  },
  {
    class: 'host-event',
    why: 'the container runtime works on the cgroup, from outside the container',
    events: 'container_create container_remove existing_container cgroup_attach_task cgroup_mkdir cgroup_rmdir',
  },
  {
    class: 'outside',
    why: 'the scheduler takes the CPU away, also from a task that is in no call',
    events: 'sched_switch',
  },
  {
    class: 'outside',
    why: "set off by Tracee's own process, which looks through the kernel's tables and memory",
    events: `
      syscall_table_check print_net_seq_ops print_mem_dump hooked_syscall hooked_seq_ops hooked_proc_fops ftrace_hook
      hidden_kernel_module hidden_kernel_module_seeker init_namespaces`,
  },
  {
    class: 'outside',
    why: 'made later of libraries that were loaded, or of nothing that a task did',
    events: 'symbols_loaded symbols_collision tracee_info',
  },
  // Events that the newest release no longer has, or not yet again: from the older lists in pkg/events/events.go and
  // tracee-ebpf/tracee/consts.go, a signature of old (rego), and docs/docs/events/builtin over all history.
  {
    class: 'packet',
    why: 'packets of older releases',
    events: 'net_packet dns_request dns_response dns_request_kernel',
  },
  {
    class: 'inside',
    why: 'as zeroed_inodes, suspicious_syscall_source, security_socket_* and vfs_* above',
    events: `
      hidden_inodes check_syscall_source security_socket_sendmsg file_open_mount_write_denied access_remote_vm
      io_uring_create`,
  },
  {
    class: 'outside',
    why: 'a worker thread of io_uring may be current, which made no call itself',
    events: 'io_issue_sqe io_write',
  },
  {
    class: 'outside',
    why: "set off by Tracee's own process",
    events: 'print_syscall_table detect_hooked_syscalls hooked_syscalls init_tracee_data',
  },
];

let classes: ReadonlyMap<string, EventClass> | undefined;

/** The class of an event that is no call of its own; undefined for one that no known release has. */
export function eventClass(name: string): EventClass | undefined {
  classes ??= new Map(
    groups.flatMap((group) =>
      group.events
        .trim()
        .split(/\s+/)
        .map((event) => [event, group.class] as const),
    ),
  );
  return classes.get(name);
}
