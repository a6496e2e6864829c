/**
 * First kernel release of calls that the syscalls(2) page of the source data, which ends at Linux 5.14, does not date.
 * Source: the release whose arch/x86/entry/syscalls/syscall_64.tbl (for uretprobe and uprobe too) first has the name.
 * @type {ReadonlyMap<string, string>}
 */
export const firstKernels = new Map([
  ['mount_setattr', '5.12'],
  ['process_mrelease', '5.15'],
  ['futex_waitv', '5.16'],
  ['set_mempolicy_home_node', '5.17'],
  ['cachestat', '6.5'],
  ['fchmodat2', '6.6'],
  ['map_shadow_stack', '6.6'],
  ['futex_requeue', '6.7'],
  ['futex_wait', '6.7'],
  ['futex_wake', '6.7'],
  ['listmount', '6.8'],
  ['lsm_get_self_attr', '6.8'],
  ['lsm_list_modules', '6.8'],
  ['lsm_set_self_attr', '6.8'],
  ['statmount', '6.8'],
  ['mseal', '6.10'],
  ['uretprobe', '6.11'],
  ['getxattrat', '6.13'],
  ['listxattrat', '6.13'],
  ['removexattrat', '6.13'],
  ['setxattrat', '6.13'],
  ['open_tree_attr', '6.15'],
  ['file_getattr', '6.17'],
  ['file_setattr', '6.17'],
  ['uprobe', '6.18'],
  ['listns', '6.19'],
  ['rseq_slice_yield', '7.0'],
]);

/**
 * 403 to 423 are the 64-bit time calls that Linux 5.1 gave to every 32-bit ABI at once
 * (arch/x86/entry/syscalls/syscall_32.tbl).
 * @param {number | undefined} i386 the call's i386 number
 */
export function isTime64Call(i386) {
  return i386 !== undefined && i386 >= 403 && i386 <= 423;
}
