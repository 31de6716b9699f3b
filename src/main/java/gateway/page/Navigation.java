package gateway.page;

import gateway.GatewayProperties.Role;
import gateway.access.Visitor;
import java.util.List;

/** The pages that each page leads to. A new page that is not reached from another one is a line here. */
public final class Navigation {

    private static final List<Entry> ALL = List.of(
            new Entry("/ui", "Executions", Role.VIEWER, true),
            new Entry("/ui/lanes", "Slots", Role.VIEWER, true),
            new Entry("/ui/clusters", "Clusters", Role.VIEWER, false),
            new Entry("/ui/workers", "Workers", Role.VIEWER, false),
            new Entry("/ui/plots", "Plots", Role.VIEWER, false),
            new Entry("/ui/catalogue", "Catalogue", Role.VIEWER, false),
            new Entry("/ui/dead-letters", "Dead letters", Role.VIEWER, false),
            new Entry("/ui/admin/audit", "Audit", Role.ADMIN, false));

    private Navigation() {}

    /**
     * A page.
     *
     * @param role who may see it
     * @param forTenants whether those may see it as well who see one tenant alone
     */
    public record Entry(String path, String label, Role role, boolean forTenants) {}

    static List<Entry> entries(Visitor visitor) {
        return ALL.stream()
                .filter(entry -> visitor.may(entry.role()) && (entry.forTenants() || visitor.tenant() == null))
                .toList();
    }
}
