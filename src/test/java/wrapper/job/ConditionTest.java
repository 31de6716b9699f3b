package wrapper.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shared.json.Json;
import shared.placeholder.PlaceholderSource;
import shared.placeholder.Placeholders;
import shared.placeholder.UnresolvedPlaceholderException;
import wrapper.config.InputProblems;

class ConditionTest {
    private final InputProblems problems = new InputProblems();
    private final Map<String, String> oenv = new HashMap<>();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "['0','==','0']              | true",
                "['0','!=','0']              | false",
                "[0,'==','0.0']              | true",
                "['10','>','9']              | true",
                "['10','<','9x']             | true",
                "['1e2','==',100]            | true",
                "['-1','<=','-1.0']          | true",
                "['2','>=',3]                | false",
                "[0.1,'==','0.10']           | true",
                "['a','<','b']               | true",
                "['a','==','A']              | false",
                "['5\\n','==','5']           | true",
                "[true,'==','true']          | true",
                "['','==','']                | true",
                "['b','in',['a','b']]        | true",
                "['1.0','in',['a',1]]        | true",
                "['b','not in',['a','b']]    | false",
                "['b','in',[]]               | false",
                "['b','in','abc']            | true",
                "['d','not in','abc']        | true",
                "['1','in',12]               | true",
                "['a','in','[\\\"b\\\",\\\"a\\\"]'] | true",
                "['[\\\"a\\\"]','in',['a']]     | false",
                "[{'commands':['a','b']},'==','a b'] | true",
            })
    void shouldCompareAsNumbersWhereBothAreNumbersAndElseAsTexts(String json, boolean holds) {
        assertThat(condition(json).holds(placeholders())).isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "' or '1'=='1",
                "0 or True",
                "__import__('os').system('touch %s')",
                "\"\n__import__('pathlib').Path('%s').touch()\n\"",
                "$(touch %s)",
                "${exchangeId}",
                "{{env:PATH}}",
                "${{oenv.ExitCode}}",
                "1e999999999999",
            })
    void shouldNeverEvaluateAValue(String value, @TempDir Path folder) {
        Path trace = folder.resolve("trace");
        oenv.put("Hostile", value.formatted(trace));
        oenv.put("ExitCode", "0");

        assertThat(condition("['${{oenv.Hostile}}','==','0']").holds(placeholders()))
                .isFalse();
        assertThat(condition("['0','in',['${{oenv.Hostile}}']]").holds(placeholders()))
                .isFalse();
        assertThat(condition("['${{oenv.Hostile}}','==','${{oenv.Hostile}}']").holds(placeholders()))
                .isTrue();
        assertThat(Files.exists(trace)).isFalse();
    }

    @Test
    void shouldCompareNumbersOfAnySizeAtOnce() {
        oenv.put("Long", "9".repeat(60_000));
        oenv.put("High", "1e999999");

        assertThat(condition("['${{oenv.Long}}','<','${{oenv.High}}']").holds(placeholders()))
                .isFalse();
        assertThat(condition("['${{oenv.High}}','>',7]").holds(placeholders())).isTrue();
    }

    @Test
    void shouldNameThePlaceholderThatCannotBeResolved() {
        assertThatThrownBy(() -> condition("['${{oenv.Nope}}','==','0']").holds(placeholders()))
                .isInstanceOf(UnresolvedPlaceholderException.class)
                .hasMessageContaining("${{oenv.Nope}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':1}                | c: must be a list of three: left, operator, right",
                "['a','==']             | c: must be a list of three: left, operator, right",
                "['a','=','b']          | c[1]: no such operator, only == != < <= > >= in not in",
                "['a','IN','b']         | c[1]: no such operator, only == != < <= > >= in not in",
                "['a',1,'b']            | c[1]: no such operator, only == != < <= > >= in not in",
                "[null,'==','b']        | c[0]: must be a text, a number or a boolean",
                "[['a'],'in','b']       | c[0]: must be a text, a number or a boolean",
                "['a','==',{}]          | c[2]: must be a text, a number or a boolean; a list goes with in and not in alone",
                "['a','==',['a']]       | c[2]: must be a text, a number or a boolean; a list goes with in and not in alone",
                "['a','in',[['a']]]     | c[2]: must be a text, a number, a boolean or a list of these",
            })
    void shouldRefuseWhatIsNoCondition(String json, String problem) {
        Optional<Condition> condition = Condition.parse("c", json(json), problems);

        assertThat(condition).isEmpty();
        assertThat(problems.all()).containsExactly(problem);
    }

    private Condition condition(String json) {
        Condition condition = Condition.parse("c", json(json), problems).orElseThrow();
        assertThat(problems.all()).isEmpty();
        return condition;
    }

    private Placeholders placeholders() {
        return new Placeholders(List.of(PlaceholderSource.of("oenv", oenv)));
    }

    private static JsonNode json(String text) {
        try {
            return Json.read(text.replace('\'', '"'));
        } catch (Json.MalformedJsonException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
