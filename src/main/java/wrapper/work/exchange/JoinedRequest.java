package wrapper.work.exchange;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import shared.part.ExchangeAnswer;
import shared.part.ExchangeRequest;
import shared.part.ExchangeRequest.Claim;
import shared.part.ExchangeRequest.Report;
import shared.part.FleetJson;

/**
 * What one thread says in a request that others may join.
 *
 * @param worker the name of the worker
 * @param claims claims of bundles by their names
 * @param size how much of a request that takes
 */
record JoinedRequest(String worker, List<Claim> claims, List<Report> reports, Size size) {

    /** @param bytes of the body if it is the only one in it */
    record Size(int bytes, int claims, int reports) {

        Size plus(Size more) {
            return new Size(bytes + more.bytes, claims + more.claims, reports + more.reports);
        }

        /** Tells whether one request has room for it. */
        boolean fits() {
            return bytes <= ExchangeRequest.MOST_BYTES
                    && claims <= ExchangeRequest.MOST_EACH
                    && reports <= ExchangeRequest.MOST_EACH;
        }
    }

    static JoinedRequest of(String worker, List<Claim> claims, List<Report> reports) {
        int bytes = FleetJson.bytes(new ExchangeRequest(worker, claims, reports, List.of())).length;
        return new JoinedRequest(worker, claims, reports, new Size(bytes, claims.size(), reports.size()));
    }

    /** Gives one body for all. */
    static byte[] body(List<JoinedRequest> requests) {
        return FleetJson.bytes(new ExchangeRequest(
                requests.get(0).worker,
                requests.stream().flatMap(request -> request.claims.stream()).toList(),
                requests.stream().flatMap(request -> request.reports.stream()).toList(),
                List.of()));
    }

    /** Gives what an answer says to this request. */
    ExchangeAnswer of(ExchangeAnswer all) {
        Set<String> claimed = new HashSet<>();
        claims.forEach(claim -> claimed.add(claim.bundle()));
        Set<String> reported = new HashSet<>();
        reports.forEach(report -> reported.add(report.bundle()));
        return new ExchangeAnswer(
                all.claims().stream()
                        .filter(claim -> claimed.contains(claim.bundle()))
                        .toList(),
                all.reports().stream()
                        .filter(report -> reported.contains(report.bundle()))
                        .toList(),
                List.of(),
                all.stopping());
    }
}
