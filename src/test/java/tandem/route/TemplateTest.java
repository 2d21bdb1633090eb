package tandem.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.route.Variable.Scope;

class TemplateTest {
    private static final Facts FACTS = variable -> switch (variable) {
        case Variable.Named.HOST -> "h.org";
        case Variable.Field(String name) -> name.equals("user-agent") ? "curl" : null;
        case Variable.Capture(int group) -> "g" + group;
        default -> null;
    };

    @ParameterizedTest
    @CsvSource({
        "plain,              plain",
        "'',                 ''",
        "$host,              h.org",
        "a${host}b,          ah.orgb",
        "$host:$1,           h.org:g1",
        "$12,                g12",
        "$$host,             $host",
        "[$request_id],      []",
        "$http_user_agent!,  curl!",
        "$http_other,        ''",
    })
    void variablesAreFilledIn(String text, String expected) {
        assertThat(Template.parse(text, Scope.REQUEST).fill(FACTS)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$", "a$ b", "${host", "${}", "$hostname", "$status", "$0", "$Host"})
    void whatIsNoVariableIsRefused(String text) {
        assertThatThrownBy(() -> Template.parse(text, Scope.REQUEST))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("$");
    }

    @Test
    void rulesWorkInTheirOrder() {
        var edits = HeaderEdits.of(List.of(
                new HeaderSettings.Add("X-A", Template.parse("1", Scope.BACKEND)),
                new HeaderSettings.Remove("X-A"),
                new HeaderSettings.Set("X-B", Template.parse("$host", Scope.BACKEND)),
                new HeaderSettings.Add("X-B", Template.parse("2", Scope.BACKEND)),
                new HeaderSettings.Set("X-Empty", Template.parse("$http_none", Scope.BACKEND)),
                new HeaderSettings.Add("X-C", Template.parse("3", Scope.BACKEND))));

        assertThat(edits.fields(FACTS))
                .containsExactly(
                        new HeaderField("X-B", "h.org"), new HeaderField("X-B", "2"), new HeaderField("X-C", "3"));
        assertThat(List.of("x-a", "X-B", "x-EMPTY")).allMatch(edits::drops);
        assertThat(List.of("x-c", "host", "x-", "x-abcdefgh")).noneMatch(edits::drops);
        assertThat(HeaderEdits.of(List.of())).isSameAs(HeaderEdits.NONE);
        assertThat(HeaderEdits.NONE.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection", "content-LENGTH", "Transfer-Encoding", "Host", "TE", "a b", "", "a:", "é"})
    void noRuleMayTouchTheFraming(String name) {
        assertThatThrownBy(() -> new HeaderSettings.Remove(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HeaderSettings.Set(name, Template.parse("x", Scope.REQUEST)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noRuleMayForgeALine() {
        assertThatThrownBy(() -> new HeaderSettings.Set("X", Template.parse("a\r\nB: c", Scope.REQUEST)))
                .hasMessage("the value of a field must be visible ASCII characters and spaces");
    }
}
