package io.distributedscheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.distributedscheduler.job.JobId;
import io.lettuce.core.cluster.SlotHash;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16, 100, 1024})
    void eachPartitionHasItsShareOfTheSlots(int count) {
        Partitions partitions = new Partitions(count);

        List<Integer> shares = IntStream.range(0, count)
                .map(i -> SlotHash.getSlot("p:n:{" + partitions.tag(i) + "}:jobs") * count / SlotHash.SLOT_COUNT)
                .sorted()
                .boxed()
                .toList();

        assertThat(shares)
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    }

    @Test
    void sixteenPartitionsSpreadEvenlyOverThreeMasters() {
        Partitions partitions = new Partitions(16);

        Map<Integer, Long> perMaster = IntStream.range(0, 16)
                .map(i -> SlotHash.getSlot(partitions.tag(i)) * 3 / SlotHash.SLOT_COUNT)
                .boxed()
                .collect(Collectors.groupingBy(master -> master, Collectors.counting()));

        assertThat(perMaster.values()).containsExactlyInAnyOrder(5L, 5L, 6L);
    }

    @Test
    void tagsNeverChangeSinceKeysAreNamedAfterThem() {
        Partitions partitions = new Partitions(16);

        assertThat(IntStream.range(0, 16).mapToObj(partitions::tag))
                .containsExactly(
                        "0", "1b", "2c", "3fa", "4b", "5ac", "6da", "7b", "8da", "9bd", "10bd", "11db", "12ad", "13fb",
                        "14fb", "15aa");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 1024})
    void nodesThatDisagreeAboutTheNumberMeetInPartitionZero(int count) {
        assertThat(new Partitions(count).tag(0)).isEqualTo("0");
    }

    @Test
    void jobsWithTheSameTagMeet() {
        Partitions partitions = new Partitions(16);

        assertThat(partitions.of(new JobId("{acme}sync")))
                .isEqualTo(partitions.of(new JobId("{acme}import")))
                .isEqualTo(partitions.of(new JobId("acme")));
    }

    @Test
    void jobsSpreadEvenly() {
        Partitions partitions = new Partitions(16);

        Map<Integer, Long> jobs = IntStream.range(0, 160_000)
                .mapToObj(i -> JobId.generate())
                .collect(Collectors.groupingBy(partitions::of, Collectors.counting()));

        assertThat(jobs).hasSize(16);
        assertThat(jobs.values()).allSatisfy(count -> assertThat(count).isBetween(9_000L, 11_000L));
    }

    @Test
    void namesThatWouldBreakHashTagsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RedisStoreSettings("a{b}", "default", 1))
                .withMessageContaining("a{b}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RedisStoreSettings("scheduler", "x}", 1))
                .withMessageContaining("x}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RedisStoreSettings("scheduler", "default", 0))
                .withMessageContaining("partitions");
        assertThat(new RedisStoreSettings("my-app:scheduler", "default", 1).prefix())
                .isEqualTo("my-app:scheduler");
    }
}
