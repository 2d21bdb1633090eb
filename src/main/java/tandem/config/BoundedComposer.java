package tandem.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.ComposerException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.Parser;

/// A composer that refuses to nest without end: it calls itself for each level, so that a megabyte of `[` would
/// overflow the stack.
final class BoundedComposer extends Composer {
    /// The schema needs five.
    private static final int MAX_DEPTH = 32;

    private int depth;

    BoundedComposer(LoadSettings settings, Parser parser) {
        super(settings, parser);
    }

    @Override
    protected SequenceNode composeSequenceNode(Optional<Anchor> anchor) {
        enter();
        var node = super.composeSequenceNode(anchor);
        depth--;
        return node;
    }

    @Override
    protected Node composeMappingNode(Optional<Anchor> anchor) {
        enter();
        var node = super.composeMappingNode(anchor);
        depth--;
        return node;
    }

    private void enter() {
        if (++depth <= MAX_DEPTH) return;
        var here = parser.peekEvent().getStartMark();
        throw new ComposerException("nested deeper than " + MAX_DEPTH + " levels", here);
    }
}
