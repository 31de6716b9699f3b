package gateway.catalogue;

import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.yaml.FileError;
import gateway.access.Visitor;
import gateway.page.Html;
import java.util.Comparator;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The page of the catalogue. */
@Controller
class CatalogueController {

    private final Catalogue catalogue;
    private final Html html;

    CatalogueController(Catalogue catalogue, Html html) {
        this.catalogue = catalogue;
        this.html = html;
    }

    @GetMapping("/ui/catalogue")
    ResponseEntity<String> show() {
        Visitor.current().requireAllTenants();
        return html.page(
                "Catalogue",
                "catalogue",
                new CataloguePage(
                        catalogue.all().stream()
                                .sorted(Comparator.comparing(TaskFile::name))
                                .map(task -> new CataloguePage.Row(
                                        task.name(),
                                        TaskController.path(task.name()),
                                        task.title(),
                                        task.runner(),
                                        task.source()))
                                .toList(),
                        catalogue.unusable().stream()
                                .map(file -> new CataloguePage.Unusable(
                                        file.source(),
                                        file.errors().stream()
                                                .map(FileError::toString)
                                                .toList()))
                                .toList()));
    }
}
