package infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final String POLICY =
            """
            {"Statement": [
              {"Effect": "Allow", "Action": ["sqs:SendMessage", "sqs:GetQueueUrl"],
               "Resource": "arn:aws:sqs:eu-west-1:123456789012:fleet"},
              {"Effect": "Deny", "Action": "sqs:*", "Resource": "*", "Principal": "*"},
              {"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::input/*", "arn:aws:s3:::more/x"],
               "Principal": {"AWS": "arn:aws:iam::123456789012:role/one"}}
            ]}
            """;

    private static Grant grant(String action, String on) {
        return new Grant(action, on);
    }

    @Test
    void shouldReadWhatAPolicyAllows() {
        assertThat(Grant.of(AppliedState.parse(POLICY)))
                .containsExactlyInAnyOrder(
                        grant("sqs:SendMessage", "fleet"),
                        grant("sqs:GetQueueUrl", "fleet"),
                        grant("s3:GetObject", "input/*"),
                        grant("s3:GetObject", "more/x"));
    }

    @Test
    void shouldReadWhatAPolicyAllowsOnePrincipal() {
        assertThat(Grant.of(AppliedState.parse(POLICY), "arn:aws:iam::123456789012:role/one"))
                .extracting(Grant::action)
                .containsOnly("s3:GetObject");
        assertThat(Grant.of(AppliedState.parse(POLICY), "arn:aws:iam::123456789012:role/other"))
                .isEmpty();
    }

    @Test
    void shouldFindWhatIsMissing() {
        assertThat(differences(List.of(grant("s3:GetObject", "input/a")), List.of(grant("s3:GetObject", "input/*"))))
                .contains("missing: s3:GetObject on input/*");
        assertThat(differences(List.of(grant("s3:PutObject", "input/*")), List.of(grant("s3:GetObject", "input/*"))))
                .contains("missing: s3:GetObject on input/*");
    }

    @Test
    void shouldFindWhatNobodyNeeds() {
        assertThat(differences(List.of(grant("s3:GetObject", "*")), List.of(grant("s3:GetObject", "input/*"))))
                .containsExactly("not needed: s3:GetObject on *");
        assertThat(differences(List.of(grant("sqs:ListQueues", "*")), List.of()))
                .containsExactly("not needed: sqs:ListQueues on *");
    }

    @Test
    void shouldTakeNamesInPlaceOfAllWhereThePageAsksForThem() {
        assertThat(differences(
                        List.of(grant("ecs:RunTask", "task-definition/nmap:*")),
                        List.of(grant("ecs:RunTask", "task-definition/*"))))
                .isEmpty();
        assertThat(differences(List.of(), List.of(grant("ecs:RunTask", "task-definition/*"))))
                .hasSize(1);
    }

    private static List<String> differences(List<Grant> allowed, List<Grant> needed) {
        return new Comparison(Set.copyOf(allowed), Set.copyOf(needed)).differences();
    }
}
