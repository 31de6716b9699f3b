package gateway.page;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ResponseStatusException;

/** Answers below {@code /ui} where no other controller does. */
@Controller
class NoSuchPage {

    @RequestMapping("/ui/**")
    void none() {
        throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such page.");
    }
}
