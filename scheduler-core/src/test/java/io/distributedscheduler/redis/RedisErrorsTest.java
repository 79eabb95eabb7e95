package io.distributedscheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.redis.RedisErrors.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisErrorsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "OOM command not allowed when used memory > 'maxmemory'. script: 1f, on @user_script:12.; FULL",
                "ERR Error running script (call to f_1f): @user_script:12: -OOM command not allowed when used memory > 'maxmemory'.; FULL",
                "WRONGTYPE Operation against a key holding the wrong kind of value script: 1f, on @user_script:3.; WRONG_TYPE",
                "ERR Error running script (call to f_1f): @user_script:12: -WRONGTYPE Operation against a key; WRONG_TYPE",
                "ERR Error running script (call to f_1f): @user_script:127: WRONGTYPE Operation against a key; WRONG_TYPE",
                "TRYAGAIN Multiple keys request during rehashing of slot; MOVING",
                "ASK 866 127.0.0.1:7001; MOVING",
                "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.; TRANSIENT",
                "LOADING Redis is loading the dataset in memory; TRANSIENT",
                "READONLY You can't write against a read only replica.; TRANSIENT",
                "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.; TRANSIENT",
                "CLUSTERDOWN The cluster is down; TRANSIENT",
                "MISCONF Redis is configured to save RDB snapshots; TRANSIENT",
                "NOSCRIPT No matching script. Please use EVAL.; TRANSIENT",
                "NOREPLICAS Not enough good replicas to write.; TRANSIENT",
                "NOPERM this user has no permissions to run the 'evalsha' command; FORBIDDEN",
                "WRONGPASS invalid username-password pair or user is disabled.; FORBIDDEN",
                "ERR unknown command; OTHER",
                "Connection closed prematurely; OTHER",
            })
    void theFirstWordSaysWhatItMeans(String message, Kind kind) {
        assertThat(RedisErrors.kind(new RuntimeException("Error in execution", new RuntimeException(message))))
                .isEqualTo(kind);
    }

    @Test
    void theServersWordsAreToldNotThoseOfTheLayersAround() {
        Exception error = new RuntimeException("Error in execution", new RuntimeException("ERR out of luck"));

        assertThat(RedisErrors.message(error)).isEqualTo("ERR out of luck");
        assertThat(RedisErrors.message(new RuntimeException((String) null))).isEqualTo("RuntimeException");
    }
}
