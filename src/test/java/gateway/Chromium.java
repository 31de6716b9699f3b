package gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.WebDriverWait;
import system.RunningService;

/** Debian's chromium, which shows pages as people see them. */
public final class Chromium implements AutoCloseable {

    private static final Path BROWSER = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    /** What WCAG asks for at the levels A and AA. */
    private static final List<String> RULES = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice");

    private final ChromeDriver driver;
    private final String base;

    private Chromium(ChromeDriver driver, String base) {
        this.driver = driver;
        this.base = base;
    }

    /** Starts the browser; the test is skipped where there is none. */
    public static Chromium start(RunningService service) {
        assumeTrue(
                Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER),
                "chromium is not installed: apt-get install chromium chromium-driver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(BROWSER.toFile());
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--window-size=1200,900");
        ChromeDriverService driver = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .build();
        return new Chromium(new ChromeDriver(driver, options), "http://127.0.0.1:" + service.port());
    }

    /** Gives name and password, as somebody does who is asked for them. The browser gives them again by itself. */
    public void signIn(String name, String password) {
        String address = base.replace("//", "//" + encoded(name) + ":" + encoded(password) + "@");
        driver.get(address + "/ui");
        driver.get(base + "/ui");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public void open(String path) {
        driver.get(base + path);
    }

    /** Gives the path of the page that is shown. */
    public String path() {
        return driver.getCurrentUrl().substring(base.length());
    }

    public String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    /** Follows a link or presses a button by its words. */
    public void press(String words) {
        driver.findElement(By.xpath("//main//*[self::a or self::button][normalize-space()='" + words + "']"))
                .click();
    }

    /** Puts a text into a field in place of what is there. */
    public void type(String selector, String text) {
        WebElement field = find(selector);
        field.clear();
        field.sendKeys(text);
    }

    /** Presses keys as on a keyboard, wherever the focus is. */
    public void keys(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Gives the element that has the focus. */
    public WebElement focused() {
        return driver.switchTo().activeElement();
    }

    /** Leaves a mark on the page that is shown, which is gone when the page is loaded again. */
    public void mark() {
        driver.executeScript("window.marked = true");
    }

    /** Tells whether the page is still the one on which the mark was left. */
    public boolean isMarked() {
        return Boolean.TRUE.equals(driver.executeScript("return window.marked === true"));
    }

    public WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    /** Waits until an element of the page has a text. */
    public void awaitText(String selector, String text) {
        ExpectedCondition<Boolean> hasText =
                page -> page.findElement(By.cssSelector(selector)).getText().contains(text);
        new WebDriverWait(driver, RunningService.LONGEST_WAIT)
                .pollingEvery(Duration.ofMillis(100))
                .ignoring(org.openqa.selenium.NoSuchElementException.class)
                .ignoring(org.openqa.selenium.StaleElementReferenceException.class)
                .until(hasText);
    }

    /** Shows pages as to somebody who wants them dark or light. */
    public void scheme(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Makes the window as wide as a phone, or as wide as before. */
    public void phone(boolean isPhone) {
        driver.manage().window().setSize(isPhone ? new Dimension(390, 844) : new Dimension(1200, 900));
    }

    /** Tells whether the page is wider than the window. */
    public boolean isTooWide() {
        return (Boolean) driver.executeScript(
                "return document.documentElement.scrollWidth > document.documentElement.clientWidth + 1");
    }

    /** Gives what the browser complained of since the last time. */
    public List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .map(entry -> entry.getMessage())
                .toList();
    }

    /** Holds that axe finds no fault with the page. */
    public void assertAccessible() {
        assertThat(new AxeBuilder().withTags(RULES).analyze(driver).getViolations())
                .as(path())
                .isEmpty();
    }

    /** Scrolls to an element, so that it stands in the middle of the window. */
    public void scrollTo(String selector) {
        driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", find(selector));
    }

    /** Gives a picture of what the window shows, with a palette of few colours. */
    public byte[] picture() throws IOException {
        driver.executeCdpCommand("Emulation.setScrollbarsHidden", Map.of("hidden", true));
        return Palette.png(driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
