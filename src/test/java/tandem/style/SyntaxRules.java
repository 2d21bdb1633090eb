package tandem.style;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.PrimitiveTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.List;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.lang.model.type.TypeKind;

/// The house rules about declarations and calls. Sizes, accessors and printing are the program's matter
/// alone.
final class SyntaxRules extends TreePathScanner<Void, List<Violation>> {
    private static final int METHOD_LINES = 40;
    private static final int PARAMETERS = 5;
    private static final int RECORD_COMPONENTS = 8;
    private static final String PRINTING_PACKAGE = "tandem.cli";
    private static final Pattern EMPTY_NAME = Pattern.compile(".*(Util|Utils|Manager|Impl|Helper)");
    private static final Pattern GETTER = Pattern.compile("get[A-Z].*");
    private static final Pattern OUTPUT = Pattern.compile("(java\\.lang\\.)?(System\\.(out|err)|IO\\.print(ln)?)");
    private static final String SWITCHED_OFF = "Disabled";

    private final Source source;
    private final boolean program;

    SyntaxRules(Source source, boolean program) {
        this.source = source;
        this.program = program;
    }

    static boolean named(AnnotationTree annotation, String simpleName) {
        String name = annotation.getAnnotationType().toString();
        return name.equals(simpleName) || name.endsWith("." + simpleName);
    }

    private void report(List<Violation> found, Tree tree, String rule) {
        found.add(new Violation(source.file(), source.firstLine(tree), rule));
    }

    @Override
    public Void visitClass(ClassTree type, List<Violation> found) {
        String name = type.getSimpleName().toString();
        if (EMPTY_NAME.matcher(name).matches()) report(found, type, name + ": the ending says nothing");
        if (type.getKind() == Tree.Kind.RECORD) checkComponents(found, type);
        return super.visitClass(type, found);
    }

    private void checkComponents(List<Violation> found, ClassTree type) {
        // The parser gives a record's components as fields, and a record has no other ones that are not
        // static.
        long components = type.getMembers().stream()
                .filter(VariableTree.class::isInstance)
                .filter(member ->
                        !((VariableTree) member).getModifiers().getFlags().contains(Modifier.STATIC))
                .count();
        if (program && components > RECORD_COMPONENTS)
            report(
                    found,
                    type,
                    type.getSimpleName() + " has " + components + " components, at most " + RECORD_COMPONENTS);
    }

    @Override
    public Void visitMethod(MethodTree method, List<Violation> found) {
        if (program) {
            checkLength(found, method);
            checkParameters(found, method);
            checkAccessor(found, method);
        }
        return super.visitMethod(method, found);
    }

    private void checkLength(List<Violation> found, MethodTree method) {
        long lines = source.lastLine(method) - source.firstLine(method) + 1;
        if (lines > METHOD_LINES)
            report(found, method, method.getName() + " has " + lines + " lines, at most " + METHOD_LINES);
    }

    private void checkParameters(List<Violation> found, MethodTree method) {
        int count = method.getParameters().size();
        int limit = isRecordConstructor(method) ? RECORD_COMPONENTS : PARAMETERS;
        if (count > limit && !isOverride(method))
            report(found, method, method.getName() + " has " + count + " parameters, at most " + limit);
    }

    private boolean isRecordConstructor(MethodTree method) {
        TreePath parent = getCurrentPath().getParentPath();
        return method.getReturnType() == null && parent.getLeaf().getKind() == Tree.Kind.RECORD;
    }

    private void checkAccessor(List<Violation> found, MethodTree method) {
        boolean answers = method.getReturnType() != null
                && !(method.getReturnType() instanceof PrimitiveTypeTree type
                        && type.getPrimitiveTypeKind() == TypeKind.VOID);
        if (GETTER.matcher(method.getName()).matches()
                && answers
                && method.getParameters().isEmpty()
                && !isOverride(method)) report(found, method, method.getName() + ": accessors go without get");
    }

    private static boolean isOverride(MethodTree method) {
        return method.getModifiers().getAnnotations().stream().anyMatch(a -> named(a, "Override"));
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree select, List<Violation> found) {
        if (program
                && OUTPUT.matcher(select.toString()).matches()
                && !(source.packageName() + ".").startsWith(PRINTING_PACKAGE + "."))
            report(found, select, select + ": only " + PRINTING_PACKAGE + " prints");
        return super.visitMemberSelect(select, found);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, List<Violation> found) {
        if (program
                && call.getMethodSelect() instanceof MemberSelectTree select
                && select.getIdentifier().contentEquals("printStackTrace"))
            report(found, call, "printStackTrace: a failure is logged");
        return super.visitMethodInvocation(call, found);
    }

    @Override
    public Void visitAnnotation(AnnotationTree annotation, List<Violation> found) {
        if (named(annotation, SWITCHED_OFF)) report(found, annotation, "no test is switched off");
        if (named(annotation, "SuppressWarnings") && !isExplained(annotation))
            report(found, annotation, "a suppressed warning says why, in a comment above it");
        return super.visitAnnotation(annotation, found);
    }

    private boolean isExplained(AnnotationTree annotation) {
        int index = Math.toIntExact(source.firstLine(annotation)) - 1;
        List<String> lines = source.lines();
        return lines.get(index).contains("//")
                || (index > 0 && lines.get(index - 1).strip().startsWith("//"));
    }
}
