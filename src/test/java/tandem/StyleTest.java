package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.style.PackageRules;
import tandem.style.Source;
import tandem.style.StyleRules;
import tandem.style.Violation;

/// The house rules hold in every source file, and each of them can fail.
class StyleTest {
    private static final List<Source> PROGRAM = Source.all(Path.of("main", "java"));
    private static final List<Source> TESTS = Source.all(Path.of("test", "java"));

    @Test
    void theProgramKeepsTheHouseRules() {
        assertThat(PROGRAM).isNotEmpty();
        assertThat(PROGRAM.stream().flatMap(source -> StyleRules.ofProgram(source).stream()))
                .isEmpty();
    }

    @Test
    void theTestsKeepTheHouseRules() {
        assertThat(TESTS).isNotEmpty();
        assertThat(TESTS.stream().flatMap(source -> StyleRules.ofTests(source).stream()))
                .isEmpty();
    }

    @Test
    void eachPackageHasACharterAndIsNullMarked() {
        assertThat(PackageRules.check(PROGRAM, TESTS)).isEmpty();
    }

    static Stream<Arguments> brokenRules() {
        String lines = "\n".repeat(41);
        return Stream.of(
                Arguments.of("class A {}" + "\n".repeat(300) + "// end", "has 301 lines, at most 300"),
                Arguments.of("class A { void m() {" + lines + "} }", "m has 42 lines, at most 40"),
                Arguments.of("class A { A() {" + lines + "} }", "<init> has 42 lines, at most 40"),
                Arguments.of("class A { void m(int a, int b, int c, int d, int e, int f) {} }", "m has 6 parameters"),
                Arguments.of("class A { A(int a, int b, int c, int d, int e, int f) {} }", "<init> has 6 parameters"),
                Arguments.of(
                        "record A(int a, int b, int c, int d, int e, int f, int g, int h, int i) {}",
                        "A has 9 components, at most 8"),
                Arguments.of("class RingUtil {}", "RingUtil: the ending"),
                Arguments.of("class A { interface NodeManager {} }", "NodeManager: the ending"),
                Arguments.of("class RosterImpl {}", "RosterImpl: the ending"),
                Arguments.of("record RosterHelper() {}", "RosterHelper: the ending"),
                Arguments.of("class A { int getTerm() { return 1; } }", "getTerm: accessors"),
                Arguments.of("interface A { String getName(); }", "getName: accessors"),
                Arguments.of("class A { void m() { System.out.println(1); } }", "System.out: only tandem.cli"),
                Arguments.of("class A { void m() { java.lang.System.err.println(1); } }", "System.err: only"),
                Arguments.of("import static java.lang.System.out; class A {}", "System.out: only"),
                Arguments.of("class A { void m() { IO.println(1); } }", "IO.println: only"),
                Arguments.of("class A { void m(Exception e) { e.printStackTrace(); } }", "printStackTrace"),
                Arguments.of("// TO" + "DO later\nclass A {}", "put off"),
                Arguments.of("@Disabled class A {}", "switched off"),
                Arguments.of("class A {\n\n@SuppressWarnings(\"x\") void m() {} }", "a suppressed warning"));
    }

    @ParameterizedTest
    @MethodSource("brokenRules")
    void aBrokenRuleIsFound(String text, String rule) {
        assertThat(StyleRules.ofProgram(Source.parse("tandem/vip/Bad.java", text)))
                .singleElement()
                .satisfies(violation -> assertThat(violation.rule()).contains(rule));
    }

    static Stream<String> keptRules() {
        return Stream.of(
                "class A { void m() {" + "\n".repeat(39) + "} }",
                "class A { @Override void m(int a, int b, int c, int d, int e, int f) {} }",
                "record A(int a, int b, int c, int d, int e, int f, int g, int h) { static int x; static int y; }",
                "record A(int a, int b, int c, int d, int e, int f) { A(int a, int b, int c, int d, int e, int f) {} }",
                "class Manageress { void get() {} int getaway() { return 1; } @Override int getTerm() { return 1; } }",
                "class A {\n// because\n@SuppressWarnings(\"x\") void m() {} }");
    }

    @ParameterizedTest
    @MethodSource("keptRules")
    void whatKeepsTheRulesIsNotReported(String text) {
        assertThat(StyleRules.ofProgram(Source.parse("tandem/vip/Good.java", text)))
                .isEmpty();
    }

    @Test
    void theCommandLineMayPrint() {
        String text = "class A { void m() { System.out.println(1); } }";
        assertThat(StyleRules.ofProgram(Source.parse("tandem/cli/A.java", text)))
                .isEmpty();
    }

    @Test
    void aTestMayPrintAndBeLongButNotBeSwitchedOff() {
        String text = "class A { void m() {" + "\n".repeat(400) + " System.out.println(1); } @Disabled void n() {} }";
        assertThat(StyleRules.ofTests(Source.parse("tandem/vip/ATest.java", text)))
                .extracting(Violation::rule)
                .containsExactly("no test is switched off");
    }

    @Test
    void aPackageWithoutACharterIsFound() {
        var code = Source.parse("tandem/vip/A.java", "package tandem.vip; class A {}");
        assertThat(rulesOf(code)).containsExactly("package tandem.vip has no package-info");
        assertThat(rulesOf(code, info("@NullMarked package tandem.vip;")))
                .containsExactly("the charter begins with **vip**");
        assertThat(rulesOf(code, info("/// **vip**: owns.\n@NullMarked package tandem.vip;")))
                .containsExactly("the charter says what the package may import");
        assertThat(rulesOf(code, info("/// **vip**: owns. May import nothing.\npackage tandem.vip;")))
                .containsExactly("the package is not @NullMarked");
        assertThat(rulesOf(code, info("/// **vip**: owns. May import nothing.\n@NullMarked package tandem.vip;")))
                .isEmpty();
    }

    private static Source info(String text) {
        return Source.parse("tandem/vip/package-info.java", text);
    }

    private static List<String> rulesOf(Source... sources) {
        return PackageRules.check(List.of(sources), List.of()).stream()
                .map(Violation::rule)
                .toList();
    }
}
