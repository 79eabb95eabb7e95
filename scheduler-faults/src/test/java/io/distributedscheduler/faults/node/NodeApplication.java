package io.distributedscheduler.faults.node;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** An application with executors on the starter, as a user would write it, and one that writes its history. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(Recording.class)
public class NodeApplication {

    /** The eid of the executor that every node has. */
    public static final String WORK = "work";

    /** The eid of the executor that only nodes with the property {@code faults.special} have. */
    public static final String SPECIAL = "special";

    /** The queue of what nodes of the next version write for the same executor, and those of this one cannot read. */
    public static final String NEWER = WORK + "@2";

    /** The id of the job that nodes with the property {@code faults.declares} declare. */
    public static final String DECLARED = "declared";

    public static void main(String[] arguments) {
        Parent.listen();
        SpringApplication.run(NodeApplication.class, arguments);
        Parent.tell("ready");
    }

    @Bean
    Work work() {
        return new Work();
    }

    @Bean
    @ConditionalOnBooleanProperty("faults.declares")
    DeclaredWork declared() {
        return new DeclaredWork();
    }

    @Bean
    @ConditionalOnBooleanProperty("faults.special")
    SpecialWork special() {
        return new SpecialWork();
    }
}
