package io.distributedscheduler.sample;

import io.distributedscheduler.sample.redis.LocalRedisListener;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the sample. */
@SpringBootApplication
public class SampleApplication {

    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(SampleApplication.class);
        application.addListeners(new LocalRedisListener(), new FreeWebPort());
        application.run(args);
    }
}
