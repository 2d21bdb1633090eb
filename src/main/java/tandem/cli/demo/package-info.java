/// **cli.demo**: the pieces of `tandem demo`: a Tomcat to stand behind the proxy, the processes, the watcher at the
/// shared address. Part of the room `cli`.
@NullMarked
package tandem.cli.demo;

import org.jspecify.annotations.NullMarked;
