package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws what became of ticks over time, a row for each policy, as SVG that stands in the documents. With
 * {@code -Dpictures.update} it is written anew.
 */
final class TimePicture {

    private static final int LEFT = 150;
    private static final int WIDTH = 640;
    private static final int ROW = 58;
    private static final int TOP = 34;

    /** What became of a tick. */
    enum Fate {
        RUN("#1a7f37", "#1a7f37"),
        COALESCED("#ffffff", "#1a7f37"),
        MISSED("#ffffff", "#cf222e"),
        SKIPPED("#ffffff", "#9a6700");

        private final String fill;
        private final String stroke;

        Fate(String fill, String stroke) {
            this.fill = fill;
            this.stroke = stroke;
        }
    }

    private record Tick(Instant at, Fate fate) {}

    private record Bar(Instant due, Instant from, Instant to) {}

    private record Row(String name, List<Tick> ticks, List<Bar> bars) {}

    private record Shade(String label, Instant from, Instant to) {}

    private final Instant from;
    private final Duration length;
    private final List<Row> rows = new ArrayList<>();
    private final List<Shade> shades = new ArrayList<>();

    /** Of a time that begins then and is so long. */
    TimePicture(Instant from, Duration length) {
        this.from = from;
        this.length = length;
    }

    TimePicture shade(String label, Instant begin, Instant end) {
        shades.add(new Shade(label, begin, end));
        return this;
    }

    TimePicture row(String name) {
        rows.add(new Row(name, new ArrayList<>(), new ArrayList<>()));
        return this;
    }

    /** A tick, in the last row. */
    TimePicture tick(Instant at, Fate fate) {
        last().ticks.add(new Tick(at, fate));
        return this;
    }

    /** A run of the tick that was due then, in the last row. */
    TimePicture run(Instant due, Instant begin, Instant end) {
        last().bars.add(new Bar(due, begin, end));
        return this;
    }

    private Row last() {
        return rows.get(rows.size() - 1);
    }

    /** Verifies that it stands in the documents so. */
    void isKeptAs(String name) throws IOException {
        Path picture = Path.of("..", "docs", "pictures", name + ".svg");
        if (System.getProperty("pictures.update") != null) {
            Files.createDirectories(picture.getParent());
            Files.writeString(picture, svg());
        }
        assertThat(Files.readString(picture)).isEqualTo(svg());
    }

    private String svg() {
        int height = TOP + rows.size() * ROW + 40;
        StringBuilder svg = new StringBuilder();
        line(
                svg,
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'"
                        + " font-size='12' role='img'>",
                LEFT + WIDTH + 20,
                height);
        line(svg, "<rect width='100%%' height='100%%' rx='6' fill='#ffffff'/>");
        for (Shade shade : shades) {
            double x = x(shade.from);
            line(
                    svg,
                    "<rect x='%.1f' y='%d' width='%.1f' height='%d' fill='#eaeef2'/>",
                    x,
                    TOP - 20,
                    x(shade.to) - x,
                    rows.size() * ROW + 16);
            line(
                    svg,
                    "<text x='%.1f' y='%d' fill='#57606a' text-anchor='middle'>%s</text>",
                    (x + x(shade.to)) / 2,
                    TOP - 6,
                    shade.label);
        }
        for (int i = 0; i < rows.size(); i++) {
            draw(svg, rows.get(i), TOP + i * ROW + 16);
        }
        legend(svg, height - 14);
        return svg.append("</svg>\n").toString();
    }

    private void draw(StringBuilder svg, Row row, int y) {
        line(svg, "<text x='12' y='%d' fill='#1f2328'>%s</text>", y + 14, row.name);
        line(svg, "<line x1='%d' y1='%d' x2='%d' y2='%d' stroke='#d0d7de'/>", LEFT, y, LEFT + WIDTH, y);
        for (Bar bar : row.bars) {
            double x = x(bar.from);
            line(
                    svg,
                    "<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' stroke='#1a7f37' stroke-width='0.7'/>",
                    x(bar.due),
                    y,
                    x,
                    y + 14);
            line(
                    svg,
                    "<rect x='%.1f' y='%d' width='%.1f' height='12' rx='2' fill='#1a7f37' fill-opacity='0.55'/>",
                    x,
                    y + 14,
                    Math.max(3, x(bar.to) - x));
        }
        for (Tick tick : row.ticks) {
            dot(svg, x(tick.at), y, tick.fate);
        }
    }

    private void legend(StringBuilder svg, int y) {
        double x = LEFT;
        for (Fate fate : Fate.values()) {
            if (rows.stream().anyMatch(row -> row.ticks.stream().anyMatch(tick -> tick.fate == fate))) {
                dot(svg, x, y - 4, fate);
                line(
                        svg,
                        "<text x='%.1f' y='%d' fill='#57606a'>%s</text>",
                        x + 10,
                        y,
                        fate.name().toLowerCase(Locale.ROOT));
                x += 100;
            }
        }
    }

    private static void dot(StringBuilder svg, double x, int y, Fate fate) {
        line(
                svg,
                "<circle cx='%.1f' cy='%d' r='5' fill='%s' stroke='%s' stroke-width='2'/>",
                x,
                y,
                fate.fill,
                fate.stroke);
        if (fate == Fate.MISSED || fate == Fate.SKIPPED) {
            line(svg, "<path d='M%.1f %dl5 5m0 -5l-5 5' stroke='%s' stroke-width='1.5'/>", x - 2.5, y - 2, fate.stroke);
        }
    }

    private double x(Instant at) {
        return LEFT + WIDTH * (double) Duration.between(from, at).toMillis() / length.toMillis();
    }

    private static void line(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values).replace('\'', '"'))
                .append('\n');
    }
}
