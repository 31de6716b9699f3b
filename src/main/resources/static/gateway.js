// Shows the lines of a log as they come. All else that changes by itself is the work of htmx.
(function () {
  "use strict";
  var MOST_LINES = 2000;

  function follow(log) {
    var source = new EventSource(log.dataset.follow);
    var state = document.getElementById(log.dataset.state);
    log.textContent = "";
    source.onopen = function () { state.textContent = "following"; };
    source.onmessage = function (event) {
      var isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
      log.append(JSON.parse(event.data).text + "\n");
      while (log.childNodes.length > MOST_LINES) {
        log.firstChild.remove();
      }
      if (isAtEnd) {
        log.scrollTop = log.scrollHeight;
      }
    };
    source.addEventListener("end", function () {
      state.textContent = "complete";
      source.close();
    });
    source.addEventListener("problem", function () {
      state.textContent = "cannot be followed";
      source.close();
    });
    source.onerror = function () {
      state.textContent = source.readyState === EventSource.CLOSED ? "cannot be followed" : "connecting again";
    };
  }

  document.querySelectorAll("[data-follow]").forEach(follow);
})();
