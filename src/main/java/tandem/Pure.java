package tandem;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks what computes and does nothing else: values in, values out. It touches no clock, randomness, file,
/// network, thread or log; time and generators of numbers come as arguments. It may hold state of its own and
/// change it, as a round robin does, so that the same calls in the same order give the same answers.
///
/// On a type it covers the types nested in it, on a package every type there. A settings record is pure
/// without being marked. A test over the class files holds all of them to it, and lets them use only what is
/// pure as well.
@Target({ElementType.TYPE, ElementType.PACKAGE})
@Retention(RetentionPolicy.CLASS)
public @interface Pure {}
