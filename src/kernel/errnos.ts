import type { Abi } from '../model/abi.ts';

// asm-generic/errno-base.h and errno.h of Linux, in number order from 1; `-` marks a number not in use.
const generic = `
EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD
EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV ENOTDIR
EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS
EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP
- ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH ENOCSI
EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT - EBFONT ENOSTR
ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV ESRMNT ECOMM
EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC ELIBBAD
ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE
EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ENETDOWN
ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT
ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL EISNAM
EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED EOWNERDEAD
ENOTRECOVERABLE ERFKILL EHWPOISON
`;

// arch/mips/include/uapi/asm/errno.h where it differs from asm-generic; the numbers are those of IRIX.
const mips = `
ENOMSG=35 EIDRM=36 ECHRNG=37 EL2NSYNC=38 EL3HLT=39 EL3RST=40 ELNRNG=41 EUNATCH=42 ENOCSI=43 EL2HLT=44
EDEADLK=45 ENOLCK=46 EBADE=50 EBADR=51 EXFULL=52 ENOANO=53 EBADRQC=54 EBADSLT=55 EDEADLOCK=56
EMULTIHOP=74 EBADMSG=77 ENAMETOOLONG=78 EOVERFLOW=79 ENOTUNIQ=80 EBADFD=81 EREMCHG=82 ELIBACC=83 ELIBBAD=84
ELIBSCN=85 ELIBMAX=86 ELIBEXEC=87 EILSEQ=88 ENOSYS=89 ELOOP=90 ERESTART=91 ESTRPIPE=92 ENOTEMPTY=93 EUSERS=94
ENOTSOCK=95 EDESTADDRREQ=96 EMSGSIZE=97 EPROTOTYPE=98 ENOPROTOOPT=99 EPROTONOSUPPORT=120 ESOCKTNOSUPPORT=121
EOPNOTSUPP=122 EPFNOSUPPORT=123 EAFNOSUPPORT=124 EADDRINUSE=125 EADDRNOTAVAIL=126 ENETDOWN=127 ENETUNREACH=128
ENETRESET=129 ECONNABORTED=130 ECONNRESET=131 ENOBUFS=132 EISCONN=133 ENOTCONN=134 EUCLEAN=135 ENOTNAM=137
ENAVAIL=138 EISNAM=139 EREMOTEIO=140 EINIT=141 EREMDEV=142 ESHUTDOWN=143 ETOOMANYREFS=144 ETIMEDOUT=145
ECONNREFUSED=146 EHOSTDOWN=147 EHOSTUNREACH=148 EALREADY=149 EINPROGRESS=150 ESTALE=151 ECANCELED=158
ENOMEDIUM=159 EMEDIUMTYPE=160 ENOKEY=161 EKEYEXPIRED=162 EKEYREVOKED=163 EKEYREJECTED=164 EOWNERDEAD=165
ENOTRECOVERABLE=166 ERFKILL=167 EHWPOISON=168 EDQUOT=1133
`;

// arch/powerpc/include/uapi/asm/errno.h: elsewhere but on mips it is another name of EDEADLK.
const powerpc = 'EDEADLOCK=58';

// include/linux/errno.h: what the kernel uses inside to restart a call. A program never sees them, a tracer does.
const restarts: ReadonlyMap<string, number> = new Map([
  ['ERESTARTSYS', 512],
  ['ERESTARTNOINTR', 513],
  ['ERESTARTNOHAND', 514],
  ['ENOIOCTLCMD', 515],
  ['ERESTART_RESTARTBLOCK', 516],
  ['ERECALLCONFLICT', 530],
]);

// Second names of the same number; ENOTSUP is the C library's, the others the kernel's.
const synonyms: ReadonlyMap<string, string> = new Map([
  ['EDEADLOCK', 'EDEADLK'],
  ['ENOTSUP', 'EOPNOTSUPP'],
  ['EWOULDBLOCK', 'EAGAIN'],
]);

interface Errnos {
  readonly numbers: ReadonlyMap<string, number>;
  readonly names: ReadonlyMap<number, string>;
}

const genericNumbers: readonly (readonly [string, number])[] = generic
  .trim()
  .split(/\s+/)
  .map((name, index) => [name, index + 1] as const)
  .filter(([name]) => name !== '-');

// Each is made on first use: a start that asks for no errno should not pay for them.
const made = new Map<string, Errnos>();

/**
 * The number of an errno name on an ABI, undefined for a name the kernel headers do not have. Numbers differ between
 * ABIs: ENOSYS is 38, but 89 on mips64el. Knows the kernel's own restart names and the synonyms EWOULDBLOCK, EDEADLOCK
 * and ENOTSUP.
 */
export function errnoNumber(name: string, abi: Abi): number | undefined {
  const { numbers } = errnosFor(abi);
  return numbers.get(name) ?? numbers.get(synonyms.get(name) ?? '');
}

/** The name of an errno number on an ABI, as the kernel spells it; undefined for a number not in use. */
export function errnoName(nr: number, abi: Abi): string | undefined {
  return errnosFor(abi).names.get(nr);
}

/** Whether a name is an errno on some ABI; the kernel's own restart names are. */
export function isErrno(name: string): boolean {
  return errnosOf('').numbers.has(name) || synonyms.has(name) || errnosOf(mips).numbers.has(name);
}

function errnosFor(abi: Abi): Errnos {
  if (abi === 'mips64el') return errnosOf(mips);
  return errnosOf(abi === 'ppc64le' ? powerpc : '');
}

function errnosOf(differing: string): Errnos {
  const known = made.get(differing);
  if (known !== undefined) return known;
  const numbers = new Map<string, number>([...genericNumbers, ...restarts]);
  for (const [, name = '', nr] of differing.matchAll(/(\w+)=(\d+)/g)) numbers.set(name, Number(nr));
  const errnos = { numbers, names: new Map([...numbers].map(([name, nr]) => [nr, name])) };
  made.set(differing, errnos);
  return errnos;
}
