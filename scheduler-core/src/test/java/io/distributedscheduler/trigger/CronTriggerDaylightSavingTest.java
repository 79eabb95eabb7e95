package io.distributedscheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is due in well-known nights, in UTC. */
class CronTriggerDaylightSavingTest {

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource(delimiter = '|', textBlock = """
        # Berlin, 29 March 2026: 02:00 +01 becomes 03:00 +02 at 01:00Z
        0 30 2 * * *     | Europe/Berlin | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z
        0 */10 2 * * *   | Europe/Berlin | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T00:00:00Z
        0 0 2,3 * * *    | Europe/Berlin | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T00:00:00Z
        0 0 1-4 * * *    | Europe/Berlin | 2026-03-28T12:00:00Z | 2026-03-29T00:00:00Z 2026-03-29T01:00:00Z 2026-03-29T02:00:00Z
        0 59 2 29 3 *    | Europe/Berlin | 2026-01-01T00:00:00Z | 2026-03-29T01:00:00Z 2027-03-29T00:59:00Z
        0 0 * * * *      | Europe/Berlin | 2026-03-28T23:30:00Z | 2026-03-29T00:00:00Z 2026-03-29T01:00:00Z 2026-03-29T02:00:00Z
        0 0 */2 * * *    | Europe/Berlin | 2026-03-28T22:30:00Z | 2026-03-28T23:00:00Z 2026-03-29T02:00:00Z
        0 30 2/24 * * *  | Europe/Berlin | 2026-03-28T12:00:00Z | 2026-03-30T00:30:00Z
        # Berlin, 25 October 2026: 03:00 +02 becomes 02:00 +01 at 01:00Z
        0 30 2 * * *     | Europe/Berlin | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z
        0 30 2 * * *     | Europe/Berlin | 2026-10-25T01:15:00Z | 2026-10-26T01:30:00Z
        0 0/30 2-3/1 * * *| Europe/Berlin | 2026-10-24T23:00:00Z | 2026-10-25T00:00:00Z 2026-10-25T00:30:00Z 2026-10-25T01:00:00Z 2026-10-25T01:30:00Z
        0 0,30 2-3 * * * | Europe/Berlin | 2026-10-24T23:00:00Z | 2026-10-25T00:00:00Z 2026-10-25T00:30:00Z 2026-10-25T02:00:00Z 2026-10-25T02:30:00Z
        0 0 3 * * *      | Europe/Berlin | 2026-10-24T12:00:00Z | 2026-10-25T02:00:00Z 2026-10-26T02:00:00Z
        @hourly          | Europe/Berlin | 2026-10-24T22:30:00Z | 2026-10-24T23:00:00Z 2026-10-25T00:00:00Z 2026-10-25T01:00:00Z 2026-10-25T02:00:00Z
        0 0 0-23 * * *   | Europe/Berlin | 2026-10-24T22:30:00Z | 2026-10-24T23:00:00Z 2026-10-25T00:00:00Z 2026-10-25T01:00:00Z 2026-10-25T02:00:00Z
        @daily           | Europe/Berlin | 2026-10-24T12:00:00Z | 2026-10-24T22:00:00Z 2026-10-25T23:00:00Z
        # Across several changes
        0 0 */6 1 7 *    | Europe/Berlin | 2026-09-01T00:00:00Z | 2027-06-30T22:00:00Z 2027-07-01T04:00:00Z
        0 0 * 29 2 *     | Europe/Berlin | 2024-02-29T22:30:00Z | 2028-02-28T23:00:00Z 2028-02-29T00:00:00Z
        0 0 6 1 7 *      | Europe/Berlin | 2026-09-01T00:00:00Z | 2027-07-01T04:00:00Z 2028-07-01T04:00:00Z
        # New York, 8 March (07:00Z) and 1 November 2026 (06:00Z)
        0 30 2 * * *     | America/New_York | 2026-03-07T12:00:00Z | 2026-03-08T07:00:00Z 2026-03-09T06:30:00Z
        0 30 1 * * *     | America/New_York | 2026-10-31T12:00:00Z | 2026-11-01T05:30:00Z 2026-11-02T06:30:00Z
        # Sao Paulo changed at midnight: no 00:00 on 4 November 2018, 23:00 twice on 17 February 2018
        @daily           | America/Sao_Paulo | 2018-11-03T12:00:00Z | 2018-11-04T03:00:00Z 2018-11-05T02:00:00Z
        0 30 0 * * SUN   | America/Sao_Paulo | 2018-11-03T12:00:00Z | 2018-11-04T03:00:00Z 2018-11-11T02:30:00Z
        0 30 23 * * *    | America/Sao_Paulo | 2018-02-17T12:00:00Z | 2018-02-18T01:30:00Z 2018-02-19T02:30:00Z
        @daily           | America/Sao_Paulo | 2018-02-17T12:00:00Z | 2018-02-18T03:00:00Z
        # Lord Howe changes by half an hour: 02:00 becomes 02:30, and 01:30
        0 15 2 * * *     | Australia/Lord_Howe | 2026-10-03T12:00:00Z | 2026-10-03T15:30:00Z 2026-10-04T15:15:00Z
        0 0,15,30 2 * * *| Australia/Lord_Howe | 2026-10-03T12:00:00Z | 2026-10-03T15:30:00Z 2026-10-04T15:00:00Z
        0 45 1 * * *     | Australia/Lord_Howe | 2026-04-04T12:00:00Z | 2026-04-04T14:45:00Z 2026-04-05T15:15:00Z
        0 45 * * * *     | Australia/Lord_Howe | 2026-04-04T14:00:00Z | 2026-04-04T14:45:00Z 2026-04-04T15:15:00Z 2026-04-04T16:15:00Z
        # Casablanca goes back to UTC for Ramadan: 10 March to 14 April 2024
        0 30 2 * * *     | Africa/Casablanca | 2024-03-09T12:00:00Z | 2024-03-10T01:30:00Z 2024-03-11T02:30:00Z
        0 30 2 * * *     | Africa/Casablanca | 2024-04-13T12:00:00Z | 2024-04-14T02:00:00Z 2024-04-15T01:30:00Z
        # Apia had no 30 December 2011: the 29th ended at 10:00Z
        0 0 12 * * *     | Pacific/Apia | 2011-12-29T12:00:00Z | 2011-12-29T22:00:00Z 2011-12-30T10:00:00Z 2011-12-30T22:00:00Z
        0 0 9,15 30 12 * | Pacific/Apia | 2011-01-01T12:00:00Z | 2011-12-30T10:00:00Z 2012-12-29T19:00:00Z
        @hourly          | Pacific/Apia | 2011-12-30T08:30:00Z | 2011-12-30T09:00:00Z 2011-12-30T10:00:00Z 2011-12-30T11:00:00Z
        0 0 * 30 12 *    | Pacific/Apia | 2011-12-01T12:00:00Z | 2012-12-29T10:00:00Z
        # Kathmandu moved on by a quarter of an hour at midnight, for good
        @daily           | Asia/Kathmandu | 1985-12-31T00:00:00Z | 1985-12-31T18:30:00Z 1986-01-01T18:15:00Z
        0 10 0 * * *     | Asia/Kathmandu | 1985-12-31T00:00:00Z | 1985-12-31T18:30:00Z 1986-01-01T18:25:00Z
        0 0 6 * * *      | Asia/Kathmandu | 2026-01-01T00:00:00Z | 2026-01-01T00:15:00Z
        """)
    void isDueAt(String expression, ZoneId zone, Instant after, String expected) {
        List<Instant> due =
                Arrays.stream(expected.split(" ")).map(Instant::parse).toList();

        assertThat(dueAfter(new CronTrigger(expression, zone), after, due.size()))
                .isEqualTo(due);
    }

    private static List<Instant> dueAfter(Trigger trigger, Instant after, int count) {
        List<Instant> due = new ArrayList<>();
        Instant last = after;
        while (due.size() < count) {
            last = trigger.next(last).orElseThrow();
            due.add(last);
        }
        return due;
    }
}
