package gateway.plot;

import gateway.access.Visitor;
import gateway.page.Html;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The page with the plots, whose numbers are of all tenants. */
@Controller
class PlotController {

    private final Samples samples;
    private final Html html;

    PlotController(Samples samples, Html html) {
        this.samples = samples;
        this.html = html;
    }

    @GetMapping("/ui/plots")
    ResponseEntity<String> show() {
        Visitor.current().requireAllTenants();
        List<Samples.Sample> all = samples.all();
        return html.page(
                "Plots",
                "plots",
                new PlotsPage(List.of(
                        Plot.of(
                                "Throughput",
                                all.stream().map(Samples.Sample::ended).toList(),
                                "executions ended"),
                        Plot.of(
                                "Waiting time",
                                all.stream().map(Samples.Sample::waited).toList(),
                                "seconds passed on average from creation to the first slot"))));
    }
}
