package io.distributedscheduler.boot.alarm;

import io.distributedscheduler.boot.SchedulerAutoConfiguration;
import io.distributedscheduler.boot.SchedulerProperties;
import io.distributedscheduler.codec.DataCodec;
import io.distributedscheduler.engine.NodeRuntime;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the webhook that alarms are posted to, where one is set. */
@AutoConfiguration(after = SchedulerAutoConfiguration.class)
@ConditionalOnBean({DataCodec.class, NodeRuntime.class})
@ConditionalOnProperty(WebhookAutoConfiguration.PREFIX + ".url")
public final class WebhookAutoConfiguration {

    static final String PREFIX = SchedulerProperties.PREFIX + ".alarms.webhook";

    private static final int MOST_ATTEMPTS = 20;

    @Bean(destroyMethod = "close")
    Webhook distributedSchedulerWebhook(SchedulerProperties properties, DataCodec data, NodeRuntime runtime) {
        SchedulerProperties.Webhook settings = properties.alarms().webhook();
        URI url = settings.url();
        if (url == null
                || url.getHost() == null
                || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw broken("url", url, "It must be an address such as https://chat.example.org/hooks/42.");
        }
        if (settings.timeout().isNegative() || settings.timeout().isZero()) {
            throw broken("timeout", settings.timeout(), "It must be longer than nothing, such as 5s.");
        }
        if (settings.attempts() < 1 || settings.attempts() > MOST_ATTEMPTS) {
            throw broken("attempts", settings.attempts(), "It must be from 1 to " + MOST_ATTEMPTS + ".");
        }
        try {
            return new Webhook(
                    new HttpPost(url, settings.headers(), settings.timeout()), data, runtime, settings.attempts());
        } catch (IllegalArgumentException e) {
            throw broken("headers", settings.headers().keySet(), String.valueOf(e.getMessage()));
        }
    }

    private static InvalidConfigurationPropertyValueException broken(
            String name, @Nullable Object value, String reason) {
        return new InvalidConfigurationPropertyValueException(PREFIX + "." + name, value, reason);
    }
}
