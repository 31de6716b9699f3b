package gateway.page;

import execution.security.OperatorRole;
import gateway.access.Visitor;
import java.util.List;

/** The pages that each page leads to. A new page that is not reached from another one is a line here. */
public final class Navigation {

    private static final List<Entry> ALL = List.of(
            new Entry("/ui", "Executions", OperatorRole.VIEWER, true),
            new Entry("/ui/lanes", "Slots", OperatorRole.VIEWER, true),
            new Entry("/ui/clusters", "Clusters", OperatorRole.VIEWER, false),
            new Entry("/ui/workers", "Workers", OperatorRole.VIEWER, false),
            new Entry("/ui/plots", "Plots", OperatorRole.VIEWER, false),
            new Entry("/ui/catalogue", "Catalogue", OperatorRole.VIEWER, false),
            new Entry("/ui/dead-letters", "Dead letters", OperatorRole.VIEWER, false),
            new Entry("/ui/admin/audit", "Audit", OperatorRole.ADMIN, false));

    private Navigation() {}

    /**
     * A page.
     *
     * @param role who may see it
     * @param forTenants whether those may see it as well who see one tenant alone
     */
    public record Entry(String path, String label, OperatorRole role, boolean forTenants) {}

    static List<Entry> entries(Visitor visitor) {
        return ALL.stream()
                .filter(entry -> visitor.may(entry.role()) && (entry.forTenants() || visitor.tenant() == null))
                .toList();
    }
}
