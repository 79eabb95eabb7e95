package io.distributedscheduler.boot.transaction;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.springframework.transaction.TransactionDefinition.PROPAGATION_NESTED;
import static org.springframework.transaction.TransactionDefinition.PROPAGATION_REQUIRES_NEW;
import static org.springframework.transaction.TransactionDefinition.PROPAGATION_SUPPORTS;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.JobConflictException;
import io.distributedscheduler.JobExistsException;
import io.distributedscheduler.JobQuery;
import io.distributedscheduler.ScheduleResult;
import io.distributedscheduler.UnknownJobException;
import io.distributedscheduler.boot.Contexts;
import io.distributedscheduler.boot.transaction.Shop.Order;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.job.UnwritableDataException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What is done to jobs inside transactions of a real database. */
class AfterCommitTest {

    private static final JobId JOB = new JobId("job");

    private static void inMemory(Consumer<Shop> test) {
        Shop.inMemory().run(context -> test.accept(new Shop(context)));
    }

    private static Job daily() {
        return Job.of("ship").id(JOB).every(Duration.ofDays(1)).from(Instant.parse("2100-01-01T00:00:00Z"));
    }

    @Test
    void aJobRunsAfterTheCommitAndSeesIt() {
        inMemory(shop -> {
            List<CompletableFuture<Run>> runs = new ArrayList<>();
            shop.commit(scheduler -> {
                JobId id = scheduler.schedule(Job.of("ship").payload(new Order(7)));
                runs.add(scheduler.completion(id));
                assertThat(scheduler.find(id)).isEmpty();
                shop.place(7);
            });

            assertThat(runs.get(0))
                    .succeedsWithin(Duration.ofSeconds(10))
                    .satisfies(run -> assertThat(run.result(String.class)).contains("7 is there"));
        });
    }

    /** All that changes something, on a job that is there already. */
    enum Call {
        SCHEDULE(scheduler -> scheduler.schedule(daily().id("other"))),
        SCHEDULE_MANY(scheduler -> scheduler.schedule(List.of(daily().id("other")), ConflictPolicy.FAIL)),
        REPLACE(scheduler -> scheduler.schedule(daily().payload(new Order(2)), ConflictPolicy.REPLACE)),
        MODIFY(scheduler -> scheduler.modify(JOB, job -> job.payload(new Order(2)))),
        MODIFY_REVISION(scheduler -> scheduler.modify(daily().revision(1).payload(new Order(2)))),
        STOP(scheduler -> scheduler.stop(JOB, "why not")),
        STOP_AND_AWAIT(scheduler -> scheduler.stop(JOB, Duration.ofSeconds(10))),
        STOP_ALL(DistributedScheduler::stopAll),
        START(scheduler -> scheduler.start(new JobId("stopped"))),
        REMOVE(scheduler -> scheduler.remove(JOB)),
        REMOVE_ALL(DistributedScheduler::removeAll),
        FIRE(scheduler -> scheduler.fire("paid")),
        FIRE_DATA(scheduler -> scheduler.fire("paid", new Order(2))),
        FIRE_EVENT(scheduler -> scheduler.fire("paid", new Order(2), "event"));

        private final Consumer<DistributedScheduler> call;

        Call(Consumer<DistributedScheduler> call) {
            this.call = call;
        }

        /** What the call changes, one way or the other. */
        private static List<Object> seen(Shop shop) {
            List<Object> seen = new ArrayList<>();
            for (String id : List.of("job", "other", "stopped", "keyword")) {
                seen.add(shop.scheduler()
                        .find(new JobId(id))
                        .map(job -> job.state() + " " + job.job().orElseThrow().revision())
                        .orElse("none"));
            }
            seen.add(shop.scheduler().runs(new JobId("keyword")).size());
            return seen;
        }
    }

    private static void withJobs(Consumer<Shop> test) {
        inMemory(shop -> {
            shop.scheduler().schedule(daily());
            shop.scheduler().schedule(daily().id("stopped"));
            shop.scheduler().stop(new JobId("stopped"));
            shop.scheduler().schedule(Job.of("ship").id("keyword").onKeyword("paid"));
            test.accept(shop);
        });
    }

    @ParameterizedTest
    @EnumSource
    void everyCallWaitsForTheCommit(Call call) {
        withJobs(shop -> {
            List<Object> before = Call.seen(shop);
            shop.commit(scheduler -> {
                call.call.accept(scheduler);
                assertThat(Call.seen(shop)).isEqualTo(before);
            });

            await().atMost(10, SECONDS)
                    .untilAsserted(() -> assertThat(Call.seen(shop)).isNotEqualTo(before));
        });
    }

    @ParameterizedTest
    @EnumSource
    void noCallOutlivesARollBack(Call call) {
        withJobs(shop -> {
            List<Object> before = Call.seen(shop);
            shop.rollBack(call.call);
            shop.commit(scheduler -> scheduler.schedule(daily().id("marker")));

            assertThat(shop.scheduler().exists(new JobId("marker"))).isTrue();
            assertThat(Call.seen(shop)).isEqualTo(before);
        });
    }

    @Test
    void callsTakeEffectInTheirOrder() {
        inMemory(shop -> {
            shop.commit(scheduler -> {
                Job job = Job.of("ship").id(JOB).at(Instant.parse("2100-01-01T00:00:00Z"));
                scheduler.schedule(job);
                Job changed = scheduler.modify(job.payload(new Order(1)));
                scheduler.modify(changed.payload(new Order(2)));
                scheduler.modify(
                        JOB,
                        now -> now.payload(new Order(
                                now.payloadAs(Order.class).orElseThrow().number() + 1)));
                scheduler.stop(JOB);
                scheduler.schedule(Job.of("ship").id("gone"));
                scheduler.remove(new JobId("gone"));
            });

            assertThat(shop.scheduler().find(JOB)).hasValueSatisfying(job -> {
                assertThat(job.state()).isEqualTo(JobState.STOPPED);
                assertThat(job.job().orElseThrow().payloadAs(Order.class)).contains(new Order(3));
            });
            assertThat(shop.scheduler().exists(new JobId("gone"))).isFalse();
            assertThat(shop.shipped()).isEmpty();
        });
    }

    @Test
    void aJobThatWasReplacedCanBeChangedInTheSameTransaction() {
        inMemory(shop -> {
            shop.scheduler().schedule(daily());
            shop.scheduler().modify(JOB, job -> job.payload(new Order(1)));
            shop.commit(scheduler -> {
                scheduler.schedule(daily(), ConflictPolicy.REPLACE);
                scheduler.modify(daily().payload(new Order(2)));
            });

            assertThat(shop.scheduler().find(JOB).orElseThrow().job().orElseThrow())
                    .satisfies(job -> assertThat(job.payloadAs(Order.class)).contains(new Order(2)))
                    .satisfies(job -> assertThat(job.revision()).isEqualTo(4));
        });
    }

    @Test
    void aJobTakenFromTheIdOfARemovedOneIsNew() {
        inMemory(shop -> {
            shop.scheduler().schedule(daily());
            shop.commit(scheduler -> {
                assertThat(scheduler.remove(JOB)).isTrue();
                assertThat(scheduler.remove(JOB)).isFalse();
                assertThatThrownBy(() -> scheduler.stop(JOB)).isInstanceOf(UnknownJobException.class);
                scheduler.schedule(daily().payload(new Order(5)));
                assertThatThrownBy(() -> scheduler.schedule(daily())).isInstanceOf(JobExistsException.class);
            });

            assertThat(shop.scheduler()
                            .find(JOB)
                            .orElseThrow()
                            .job()
                            .orElseThrow()
                            .payloadAs(Order.class))
                    .contains(new Order(5));
        });
    }

    @Test
    void aPayloadIsAsItWasWhenTheCallWasMade() {
        inMemory(shop -> {
            List<Integer> numbers = new ArrayList<>(List.of(1));
            shop.commit(scheduler -> {
                scheduler.schedule(daily().payload(numbers));
                numbers.add(2);
            });

            assertThat(shop.scheduler()
                            .find(JOB)
                            .orElseThrow()
                            .job()
                            .orElseThrow()
                            .payloadAs(Integer[].class))
                    .hasValueSatisfying(stored -> assertThat(stored).containsExactly(1));
        });
    }

    /** What can be said before the commit. */
    @Nested
    class AtOnce {

        @Test
        void whatWaitsIsAnsweredAsThat() {
            withJobs(shop -> shop.commit(scheduler -> {
                assertThat(scheduler.schedule(daily(), ConflictPolicy.REPLACE).kind())
                        .isEqualTo(ScheduleResult.Kind.AFTER_COMMIT);
                assertThat(scheduler.schedule(List.of(daily()), ConflictPolicy.KEEP))
                        .containsExactly(new ScheduleResult(JOB, ScheduleResult.Kind.AFTER_COMMIT));
                assertThat(scheduler.fire("paid")).isEqualTo(DistributedScheduler.AFTER_COMMIT);
                assertThat(scheduler.stopAll()).isEqualTo(DistributedScheduler.AFTER_COMMIT);
                assertThat(scheduler.removeAll()).isEqualTo(DistributedScheduler.AFTER_COMMIT);
            }));
        }

        @Test
        void stopAndStartAnswerByWhatIsThereNow() {
            withJobs(shop -> shop.rollBack(scheduler -> {
                JobId stopped = new JobId("stopped");
                assertThat(scheduler.stop(JOB).stopped()).isTrue();
                assertThat(scheduler.stop(stopped).stopped()).isFalse();
                assertThat(scheduler.start(stopped).started()).isTrue();
                assertThat(scheduler.start(JOB).started()).isFalse();
                assertThat(scheduler.start(JOB).before()).isEqualTo(JobState.SCHEDULED);
            }));
        }

        @Test
        void anIdThatIsTaken() {
            withJobs(shop -> shop.commit(scheduler -> {
                assertThatThrownBy(() -> scheduler.schedule(daily())).isInstanceOf(JobExistsException.class);
                scheduler.schedule(daily().id("twice"));
                assertThatThrownBy(() -> scheduler.schedule(daily().id("twice")))
                        .isInstanceOf(JobExistsException.class);
                assertThatThrownBy(() -> scheduler.schedule(List.of(daily().id("twice")), ConflictPolicy.FAIL))
                        .isInstanceOf(JobExistsException.class);
            }));
        }

        @Test
        void aJobThatDoesNotExist() {
            withJobs(shop -> shop.commit(scheduler -> {
                JobId none = new JobId("none");
                for (Consumer<DistributedScheduler> call : List.<Consumer<DistributedScheduler>>of(
                        one -> one.stop(none),
                        one -> one.stop(none, Duration.ofSeconds(1)),
                        one -> one.start(none),
                        one -> one.modify(none, job -> job),
                        one -> one.modify(daily().id("none").revision(1)))) {
                    assertThatThrownBy(() -> call.accept(scheduler)).isInstanceOf(UnknownJobException.class);
                }
                assertThat(scheduler.remove(none)).isFalse();
            }));
        }

        @Test
        void aRevisionThatIsOld() {
            withJobs(shop -> shop.commit(scheduler -> assertThatThrownBy(() -> scheduler.modify(daily().revision(3)))
                    .isInstanceOf(JobConflictException.class)));
        }

        @Test
        void valuesThatAreNotAllowed() {
            withJobs(shop -> shop.commit(scheduler -> {
                assertThatThrownBy(() -> scheduler.schedule(Job.of("ship").payload("x".repeat(100_000))))
                        .isInstanceOf(UnwritableDataException.class);
                assertThatThrownBy(() -> scheduler.schedule(
                                List.of(Job.of("ship"), Job.of("ship").payload(new Object() {
                                    public String getIt() {
                                        throw new IllegalStateException("no");
                                    }
                                })),
                                ConflictPolicy.KEEP))
                        .isInstanceOf(UnwritableDataException.class);
                assertThatThrownBy(() ->
                                scheduler.schedule(daily().id("past").until(Instant.parse("2000-01-01T00:00:00Z"))))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> scheduler.modify(JOB, job -> job.id("renamed")))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> scheduler.stop(JOB, "two\nlines"))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> scheduler.fire("no keyword")).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> scheduler.fire("paid", "x".repeat(100_000)))
                        .isInstanceOf(UnwritableDataException.class);
                assertThatThrownBy(() -> scheduler.fire("paid", null, " "))
                        .isInstanceOf(IllegalArgumentException.class);
            }));
        }

        @Test
        void moreThanMayWait() {
            withJobs(shop -> shop.rollBack(scheduler -> {
                List<Job> many = IntStream.range(0, AfterCommit.MOST)
                        .mapToObj(i -> Job.of("ship"))
                        .toList();
                scheduler.schedule(many, ConflictPolicy.FAIL);
                assertThatThrownBy(() -> scheduler.fire("paid"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("firing keyword paid")
                        .hasMessageContaining("100000");
            }));
        }
    }

    /** Futures that are asked for inside a transaction. */
    @Nested
    class Futures {

        @Test
        void ofARollBackAreCancelled() {
            withJobs(shop -> {
                List<CompletableFuture<?>> futures = new ArrayList<>();
                shop.rollBack(scheduler -> {
                    futures.add(scheduler.completion(
                            scheduler.schedule(Job.of("ship").payload(new Order(1)))));
                    futures.add(scheduler.stop(JOB, Duration.ofDays(1)));
                });

                assertThat(futures)
                        .hasSize(2)
                        .allSatisfy(future -> assertThat(future).isCancelled());
            });
        }

        @Test
        void ofAStopCompleteWhenAllRunsHaveEnded() {
            withJobs(shop -> {
                List<CompletableFuture<?>> futures = new ArrayList<>();
                shop.commit(scheduler -> futures.add(scheduler.stop(JOB, Duration.ofDays(1))));

                assertThat(futures.get(0)).succeedsWithin(Duration.ofSeconds(10));
                assertThat(shop.scheduler().find(JOB).orElseThrow().state()).isEqualTo(JobState.STOPPED);
            });
        }

        @Test
        void ofAJobThatWasThereDoNotWait() {
            withJobs(shop -> {
                List<CompletableFuture<Run>> futures = new ArrayList<>();
                shop.rollBack(scheduler -> futures.add(scheduler.completion(JOB)));

                assertThat(futures.get(0)).isNotDone();
                shop.scheduler().modify(JOB, job -> job.now());
                assertThat(futures.get(0)).succeedsWithin(Duration.ofSeconds(10));
            });
        }
    }

    /** Transactions within transactions. */
    @Nested
    class Propagation {

        @Test
        void whatIsRolledBackToASavepointIsNotDone() {
            inMemory(shop -> {
                shop.commit(scheduler -> {
                    scheduler.schedule(daily().id("before"));
                    shop.transaction(PROPAGATION_NESTED).executeWithoutResult(inner -> {
                        scheduler.schedule(daily().id("undone"));
                        inner.setRollbackOnly();
                    });
                    assertThatThrownBy(() -> scheduler.stop(new JobId("undone")))
                            .isInstanceOf(UnknownJobException.class);
                    shop.transaction(PROPAGATION_NESTED)
                            .executeWithoutResult(inner -> scheduler.schedule(daily().id("nested")));
                });

                assertThat(ids(shop)).containsExactlyInAnyOrder("before", "nested");
            });
        }

        @Test
        void evenIfTheFirstCallOfAllCameAfterTheSavepoint() {
            inMemory(shop -> {
                shop.commit(scheduler -> {
                    shop.transaction(PROPAGATION_NESTED).executeWithoutResult(inner -> {
                        scheduler.schedule(daily().id("undone"));
                        inner.setRollbackOnly();
                    });
                    scheduler.schedule(daily().id("after"));
                });

                assertThat(ids(shop)).containsExactly("after");
            });
        }

        @Test
        void aNewTransactionIsItsOwn() {
            inMemory(shop -> {
                shop.rollBack(scheduler -> {
                    scheduler.schedule(daily().id("outer"));
                    shop.transaction(PROPAGATION_REQUIRES_NEW)
                            .executeWithoutResult(inner -> scheduler.schedule(daily().id("inner")));
                    assertThat(ids(shop)).containsExactly("inner");
                    scheduler.schedule(daily().id("outer-too"));
                });

                assertThat(ids(shop)).containsExactly("inner");
            });
        }

        @Test
        void whereThereIsNoTransactionNothingWaits() {
            inMemory(shop -> shop.transaction(PROPAGATION_SUPPORTS).executeWithoutResult(status -> {
                assertThat(TransactionSynchronizationManager.isSynchronizationActive())
                        .isTrue();
                shop.scheduler().schedule(daily());
                assertThat(ids(shop)).containsExactly("job");
            }));
        }
    }

    private static List<String> ids(Shop shop) {
        return shop.scheduler().list(JobQuery.all()).jobs().stream()
                .map(job -> job.id().value())
                .toList();
    }

    /** What others do when the transaction ends. */
    @Nested
    class TheEnd {

        private static void register(Runnable afterCommit) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    afterCommit.run();
                }
            });
        }

        @Test
        void aCallThatIsTheFirstAndMadeAfterTheCommitIsDone() {
            inMemory(shop -> {
                shop.commit(scheduler -> register(() -> scheduler.schedule(daily())));

                assertThat(ids(shop)).containsExactly("job");
            });
        }

        @Test
        void aCallThatIsMadeAfterTheCommitIsDone() {
            inMemory(shop -> {
                shop.commit(scheduler -> {
                    register(() -> scheduler.schedule(daily().id("early")));
                    scheduler.schedule(daily().id("inside"));
                    register(() -> assertThat(scheduler
                                    .schedule(daily().id("late"), ConflictPolicy.FAIL)
                                    .kind())
                            .isEqualTo(ScheduleResult.Kind.CREATED));
                });

                assertThat(ids(shop)).containsExactlyInAnyOrder("early", "inside", "late");
            });
        }

        @Test
        void whatAnotherThrowsAfterTheCommitHoldsNothingUp() {
            inMemory(shop -> {
                assertThatThrownBy(() -> shop.commit(scheduler -> {
                            register(() -> {
                                throw new IllegalTransactionStateException("of another");
                            });
                            scheduler.schedule(daily());
                        }))
                        .hasMessageContaining("of another");

                assertThat(ids(shop)).containsExactly("job");
            });
        }

        @Test
        void whatFailsAfterTheCommitFailsNothingElse() {
            withJobs(shop -> {
                shop.commit(scheduler -> {
                    scheduler.stop(JOB);
                    // Somebody else is faster.
                    shop.transaction(PROPAGATION_REQUIRES_NEW).executeWithoutResult(other -> scheduler.remove(JOB));
                    shop.place(1);
                    scheduler.schedule(daily().id("other"));
                });

                assertThat(shop.isPlaced(1)).isTrue();
                assertThat(shop.scheduler().exists(new JobId("other"))).isTrue();
                assertThat(shop.scheduler().exists(JOB)).isFalse();
            });
        }

        @Test
        void aCommitOfWhichNobodyKnowsIsNone() {
            Shop.inMemory()
                    .withBean(
                            "unsure",
                            PlatformTransactionManager.class,
                            Unsure::new,
                            definition -> definition.setPrimary(true))
                    .run(context -> {
                        Shop shop = new Shop(context);
                        List<CompletableFuture<Run>> futures = new ArrayList<>();

                        assertThatThrownBy(() -> shop.commit(
                                        scheduler -> futures.add(scheduler.completion(scheduler.schedule(daily())))))
                                .isInstanceOf(TransactionSystemException.class);

                        assertThat(ids(shop)).isEmpty();
                        assertThat(futures.get(0)).isCompletedExceptionally();
                    });
        }

        /** A commit whose answer is lost. */
        private static final class Unsure extends AbstractPlatformTransactionManager {

            private static final long serialVersionUID = 1L;

            @Override
            protected Object doGetTransaction() {
                return Map.of();
            }

            @Override
            protected void doBegin(Object transaction, TransactionDefinition definition) {}

            @Override
            protected void doCommit(DefaultTransactionStatus status) {
                throw new TransactionSystemException("The connection was lost");
            }

            @Override
            protected void doRollback(DefaultTransactionStatus status) {}
        }
    }

    @Test
    void itCanBeSwitchedOff() {
        Shop.inMemory()
                .withPropertyValues("distributed-scheduler.after-commit=false")
                .run(context -> {
                    Shop shop = new Shop(context);
                    shop.rollBack(scheduler -> scheduler.schedule(daily()));

                    assertThat(ids(shop)).containsExactly("job");
                });
    }

    @Test
    void anApplicationWithoutTheSchedulerNeedsNothing() {
        Contexts.plain()
                .withConfiguration(AutoConfigurations.of(TransactionAutoConfiguration.class))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void anApplicationWithoutTransactionsNeedsNothing() {
        Contexts.inMemory()
                .withClassLoader(new FilteredClassLoader("org.springframework.transaction"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(DistributedScheduler.class)
                        .doesNotHaveBean(TransactionAutoConfiguration.class));
    }
}
