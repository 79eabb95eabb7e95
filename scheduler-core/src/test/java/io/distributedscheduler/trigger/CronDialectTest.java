package io.distributedscheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.support.CronExpression;

/** An expression means what it means to Spring's {@code @Scheduled}, except where that is documented otherwise. */
class CronDialectTest {

    private static final long SECONDS_OF_80_YEARS = 80L * 365 * 86_400;

    @Test
    void matchesTheSameLocalTimesAsSpring() {
        Random random = new Random(1);
        int compared = 0;
        for (int i = 0; i < 20_000; i++) {
            String expression = anyExpression(random);
            CronExpression spring = CronExpression.parse(expression);
            LocalDateTime time = LocalDateTime.ofEpochSecond(random.nextLong(SECONDS_OF_80_YEARS), 0, ZoneOffset.UTC);
            if (!isPossible(expression)) {
                assertThat(spring.next(time))
                        .as("%s after %s", expression, time)
                        .isNull();
                continue;
            }
            CronSchedule schedule = CronSchedule.parse(expression);
            for (int n = 0; n < 5; n++) {
                LocalDateTime expected = spring.next(time);
                LocalDateTime actual = LocalDateTime.ofEpochSecond(
                        schedule.next(time.toEpochSecond(ZoneOffset.UTC)), 0, ZoneOffset.UTC);
                assertThat(actual).as("%s after %s", expression, time).isEqualTo(expected);
                time = actual;
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(50_000);
    }

    private static boolean isPossible(String expression) {
        try {
            CronSchedule.parse(expression);
            return true;
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("no date ever matches");
            return false;
        }
    }

    private static String anyExpression(Random random) {
        return String.join(
                " ",
                plain(random, 0, 59),
                plain(random, 0, 59),
                plain(random, 0, 23),
                dayOfMonth(random),
                random.nextBoolean() ? "*" : list(random, 1, 12, "JAN", "feb", "Mar"),
                dayOfWeek(random));
    }

    private static String dayOfMonth(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> "L";
            case 1 -> "LW";
            case 2 -> "L-" + (1 + random.nextInt(27));
            case 3 -> (1 + random.nextInt(27)) + "W";
            case 4 -> "?";
            case 5 -> "L," + plain(random, 1, 31);
            case 6, 7 -> plain(random, 1, 31);
            default -> "*";
        };
    }

    private static String dayOfWeek(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> random.nextInt(8) + "L";
            case 1 -> random.nextInt(8) + "#" + (1 + random.nextInt(5));
            case 2 -> "Tue#2,FRIL," + random.nextInt(8);
            case 3 -> "?";
            case 4 -> "MON-FRI";
            case 5 -> "7-" + random.nextInt(7);
            case 6 -> list(random, 0, 6, "SUN", "Mon", "sat", "7", "7/2"); // not 7-7, which to Spring is every day
            default -> "*";
        };
    }

    private static String list(Random random, int min, int max, String... names) {
        String list = plain(random, min, max);
        while (random.nextInt(3) == 0) {
            list += "," + (random.nextBoolean() ? names[random.nextInt(names.length)] : plain(random, min, max));
        }
        return list;
    }

    private static String plain(Random random, int min, int max) {
        int a = min + random.nextInt(max - min + 1);
        int b = a + random.nextInt(max - a + 1);
        int step = 1 + random.nextInt(max - min);
        return switch (random.nextInt(8)) {
            case 0 -> a + "-" + b;
            case 1 -> a + "-" + b + "/" + step;
            case 2 -> "*/" + step;
            case 3 -> a + "/" + step;
            case 4 -> a + "," + b;
            case 5 -> "*";
            default -> Integer.toString(a);
        };
    }
}
