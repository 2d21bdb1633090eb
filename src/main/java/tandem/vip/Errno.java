package tandem.vip;

import tandem.Pure;

/// An error number of a Linux system call (errno(3); asm-generic/errno.h, the numbers of x86-64 and
/// aarch64).
///
/// @param number as the kernel gives it, positive
@Pure
record Errno(int number) {
    static final Errno EPERM = new Errno(1);
    static final Errno EINTR = new Errno(4);
    static final Errno EAGAIN = new Errno(11);
    static final Errno ENXIO = new Errno(6);
    static final Errno ENODEV = new Errno(19);
    static final Errno EADDRNOTAVAIL = new Errno(99);
    static final Errno ENOBUFS = new Errno(105);

    /// Its name and meaning.
    String text() {
        return switch (number) {
            case 1 -> "EPERM: operation not permitted";
            case 2 -> "ENOENT: no such file or directory";
            case 4 -> "EINTR: interrupted system call";
            case 6 -> "ENXIO: no such device or address";
            case 9 -> "EBADF: bad file descriptor";
            case 11 -> "EAGAIN: no answer within the time limit";
            case 12 -> "ENOMEM: out of memory";
            case 13 -> "EACCES: permission denied";
            case 16 -> "EBUSY: device or resource busy";
            case 17 -> "EEXIST: exists already";
            case 19 -> "ENODEV: no such device";
            case 22 -> "EINVAL: invalid argument";
            case 24 -> "EMFILE: too many open files";
            case 90 -> "EMSGSIZE: message too long";
            case 93 -> "EPROTONOSUPPORT: protocol not supported";
            case 95 -> "EOPNOTSUPP: operation not supported";
            case 97 -> "EAFNOSUPPORT: address family not supported";
            case 99 -> "EADDRNOTAVAIL: no such address on the interface";
            case 100 -> "ENETDOWN: the interface is down";
            case 101 -> "ENETUNREACH: network is unreachable";
            case 105 -> "ENOBUFS: no buffer space available";
            default -> "errno " + number;
        };
    }
}
