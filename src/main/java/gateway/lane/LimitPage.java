package gateway.lane;

/**
 * The page on which the limit of a lane is changed.
 *
 * @param own the limit of the tenant alone; null if it has none
 * @param configured the limit where the tenant has none of its own
 */
public record LimitPage(
        String tenant, String runner, int inUse, String pending, Integer own, int configured, int most) {}
