/// **k8s**: the Kubernetes manifests, held against the program that they run.
@NullMarked
package tandem.k8s;

import org.jspecify.annotations.NullMarked;
