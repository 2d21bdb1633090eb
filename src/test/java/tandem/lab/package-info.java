/// **lab**: several hosts on one machine, made of Linux network namespaces on one bridge, to try the real
/// program in.
///
/// Needs root and iproute2. A [Lab] joins [Host]s by cables that can be cut; a [LoadClient] asks a URL every
/// few milliseconds and remembers every answer; a [VipWatch] remembers who held the virtual address when.
/// Everything a lab starts, it also ends, by process id and by the exact name of the namespace.
@NullMarked
package tandem.lab;

import org.jspecify.annotations.NullMarked;
