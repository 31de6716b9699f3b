package gateway.plot;

import java.util.List;

/** What the page with the plots shows. */
public record PlotsPage(List<Plot> plots) {}
