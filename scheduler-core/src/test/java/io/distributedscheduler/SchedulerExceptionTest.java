package io.distributedscheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class SchedulerExceptionTest {

    private static final JobId SYNC = new JobId("{acme}größe 😀");

    @Test
    void saysWhatIsRefusedAndTheWayOut() {
        assertThat(new JobExistsException(SYNC))
                .hasMessageContainingAll("\"{acme}größe 😀\" exists", "KEEP or REPLACE");
        assertThat(new JobConflictException(SYNC)).hasMessageContainingAll("\"{acme}größe 😀\"", "modify(id, change)");
        assertThat(new JobRunningException(SYNC, "node-a"))
                .hasMessage("A run of job \"{acme}größe 😀\" has not ended yet on node node-a");
        assertThat(new UnknownJobException(SYNC)).hasMessageContaining("no job with the id \"{acme}größe 😀\"");
        assertThat(new FireQueueFullException("paid", 1_000)).hasMessageContainingAll("\"paid\"", "1000 fires");
    }

    @Test
    void namesWhatItIsAbout() {
        assertThat(new JobExistsException(SYNC).job()).isEqualTo(SYNC);
        assertThat(new JobConflictException(SYNC).job()).isEqualTo(SYNC);
        assertThat(new JobRunningException(SYNC, "node-a").job()).isEqualTo(SYNC);
        assertThat(new JobRunningException(SYNC, "node-a").node()).isEqualTo("node-a");
        assertThat(new UnknownJobException(SYNC).job()).isEqualTo(SYNC);
        assertThat(new FireQueueFullException("paid", 1_000).keyword()).isEqualTo("paid");
    }

    @Test
    void stillDoesAfterATripToAnotherProcess() throws Exception {
        assertThat(copy(new JobExistsException(SYNC)).job()).isEqualTo(SYNC);
        assertThat(copy(new JobConflictException(SYNC)).job()).isEqualTo(SYNC);
        assertThat(copy(new JobRunningException(SYNC, "node-a")).job()).isEqualTo(SYNC);
        assertThat(copy(new UnknownJobException(SYNC)).job()).isEqualTo(SYNC);
    }

    @SuppressWarnings("unchecked")
    private static <E extends SchedulerException> E copy(E exception) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(exception);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (E) in.readObject();
        }
    }
}
