package execution.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import execution.model.Digests;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is expected was printed by Python 3.11. */
class PythonTextTest {

    private static Stream<Arguments> values() {
        return Stream.of(
                arguments("", "''"),
                arguments("a", "'a'"),
                arguments("it's", "\"it's\""),
                arguments("say \"x\"", "'say \"x\"'"),
                arguments("both ' and \"", "'both \\' and \"'"),
                arguments("back\\slash", "'back\\\\slash'"),
                arguments("\t\n\r", "'\\t\\n\\r'"),
                arguments("\u0000\u001f\u007f", "'\\x00\\x1f\\x7f'"),
                arguments("\u0080\u009f\u00a0\u00ad", "'\\x80\\x9f\\xa0\\xad'"),
                arguments("caf\u00e9", "'caf\u00e9'"),
                arguments("\u20ac", "'\u20ac'"),
                arguments("\u200b\u200e", "'\\u200b\\u200e'"),
                arguments("\u2028\u2029", "'\\u2028\\u2029'"),
                arguments("\u3000", "'\\u3000'"),
                arguments("\ue000", "'\\ue000'"),
                arguments("\ufeff", "'\\ufeff'"),
                arguments("\ufffd", "'\ufffd'"),
                arguments("\ud800", "'\\ud800'"),
                arguments("\udc00x", "'\\udc00x'"),
                arguments("\ud83d\ude00", "'\ud83d\ude00'"),
                arguments("\udb40\udc01", "'\\U000e0001'"),
                arguments("\udb80\udc00", "'\\U000f0000'"),
                arguments("\u0378", "'\\u0378'"),
                arguments("\u4e2d\u6587", "'\u4e2d\u6587'"),
                arguments("a'\\", "\"a'\\\\\""),
                arguments("{'a': 1}", "\"{'a': 1}\""),
                arguments(0.0, "0.0"),
                arguments(-0.0, "-0.0"),
                arguments(1.0, "1.0"),
                arguments(0.1, "0.1"),
                arguments(-2.5, "-2.5"),
                arguments(1000000000000000.0, "1000000000000000.0"),
                arguments(1e+16, "1e+16"),
                arguments(9999999999999998.0, "9999999999999998.0"),
                arguments(1.2345678901234568e+17, "1.2345678901234568e+17"),
                arguments(1e+22, "1e+22"),
                arguments(1e+23, "1e+23"),
                arguments(0.0001, "0.0001"),
                arguments(1e-05, "1e-05"),
                arguments(1.5e-07, "1.5e-07"),
                arguments(5e-324, "5e-324"),
                arguments(1.7976931348623157e+308, "1.7976931348623157e+308"),
                arguments(5.684341886080802e-14, "5.684341886080802e-14"),
                arguments(100.0, "100.0"),
                arguments(0.3333333333333333, "0.3333333333333333"),
                arguments(1e+100, "1e+100"),
                arguments(2.2250738585072014e-308, "2.2250738585072014e-308"),
                arguments(12345.678, "12345.678"),
                arguments(null, "None"),
                arguments(true, "True"),
                arguments(false, "False"),
                arguments(0, "0"),
                arguments(-7L, "-7"),
                arguments((short) 3, "3"),
                arguments((byte) -1, "-1"),
                arguments(new BigInteger("123456789012345678901234567890"), "123456789012345678901234567890"),
                arguments(new BigDecimal("1.50"), "1.5"),
                arguments(0.1f, "0.1"),
                arguments(Double.NaN, "nan"),
                arguments(Double.POSITIVE_INFINITY, "inf"),
                arguments(Double.NEGATIVE_INFINITY, "-inf"),
                arguments('c', "'c'"),
                arguments(List.of(), "[]"),
                arguments(Arrays.asList(1, "a", null), "[1, 'a', None]"),
                arguments(Map.of(), "{}"),
                arguments(Map.of("a", List.of(Map.of("b", 2.0))), "{'a': [{'b': 2.0}]}"),
                arguments(Map.of(1, true), "{1: True}"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void shouldPrintWhatPythonPrints(Object value, String expected) {
        assertThat(PythonText.of(value)).isEqualTo(expected);
    }

    @Test
    void shouldKeepTheOrderOfFieldsAndGiveTheHashesThatTodaysUsersHave() {
        Map<String, Object> key = new LinkedHashMap<>();
        key.put("address", "1.2.3.4");
        key.put("address_type", "ipv4");

        assertThat(PythonText.of(key)).isEqualTo("{'address': '1.2.3.4', 'address_type': 'ipv4'}");
        assertThat(Digests.sha256OfText(PythonText.of(key)))
                .isEqualTo("df38ac1f5d23a117ab7eccc2889c68b2112d05392e82c9ed55982e7049674068");
        key.put("port_id", "22");
        key.put("protocol", "tcp");
        assertThat(Digests.sha256OfText(PythonText.of(key)))
                .isEqualTo("2eea34530f44ea01ab293fcdd5af6902eb00a9eb88ef6bd6d71ef7aea9e11856");
    }

    @Test
    void shouldRefuseWhatIsNoValueOfAKey() {
        assertThatThrownBy(() -> PythonText.of(List.of(new Object())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a value of a key: java.lang.Object");
        assertThatThrownBy(() -> PythonText.of(new java.util.concurrent.atomic.AtomicInteger(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AtomicInteger");
    }
}
