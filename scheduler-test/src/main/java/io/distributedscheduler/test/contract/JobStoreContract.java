package io.distributedscheduler.test.contract;

import org.junit.jupiter.api.Nested;

/** All that a store promises: a store passes when a subclass of this passes. */
public abstract class JobStoreContract {

    /** An empty store. */
    protected abstract StoreFixture open();

    @Nested
    class Awaiting extends AwaitingContract {
        @Override
        protected StoreFixture open() {
            return JobStoreContract.this.open();
        }
    }

    @Nested
    class Branching extends BranchingContract {
        @Override
        protected StoreFixture open() {
            return JobStoreContract.this.open();
        }
    }

    @Nested
    class Claiming extends ClaimingContract {
        @Override
        protected StoreFixture open() {
            return JobStoreContract.this.open();
        }
    }

    @Nested
    class Completing extends CompletingContract {
        @Override
        protected StoreFixture open() {
            return JobStoreContract.this.open();
        }
    }

    @Nested
    class Declarations extends DeclarationsContract {
        @Override
        protected StoreFixture open() {
            return JobStoreContract.this.open();
        }
    }

    @Nested
    class Firing extends FiringContract {
        @Override
        protected StoreFixture open() {
            return JobStoreContract.this.open();
        }
    }

    @Nested
    class Idempotency extends IdempotencyContract {
        @Override
        protected StoreFixture open() {
            return JobStoreContract.this.open();
        }
    }

    @Nested
    class Limits extends LimitsContract {
        @Override
        protected StoreFixture open() {
            return JobStoreContract.this.open();
        }
    }

    @Nested
    class Looking extends LookingContract {
        @Override
        protected StoreFixture open() {
            return JobStoreContract.this.open();
        }
    }

    @Nested
    class Modifying extends ModifyingContract {
        @Override
        protected StoreFixture open() {
            return JobStoreContract.this.open();
        }
    }

    @Nested
    class Nodes extends NodesContract {
        @Override
        protected StoreFixture open() {
            return JobStoreContract.this.open();
        }
    }

    @Nested
    class Races extends RacesContract {
        @Override
        protected StoreFixture open() {
            return JobStoreContract.this.open();
        }
    }

    @Nested
    class Releasing extends ReleasingContract {
        @Override
        protected StoreFixture open() {
            return JobStoreContract.this.open();
        }
    }

    @Nested
    class Removing extends RemovingContract {
        @Override
        protected StoreFixture open() {
            return JobStoreContract.this.open();
        }
    }

    @Nested
    class Scheduling extends SchedulingContract {
        @Override
        protected StoreFixture open() {
            return JobStoreContract.this.open();
        }
    }

    @Nested
    class StoppingAndStarting extends StoppingAndStartingContract {
        @Override
        protected StoreFixture open() {
            return JobStoreContract.this.open();
        }
    }

    @Nested
    class Trimming extends TrimmingContract {
        @Override
        protected StoreFixture open() {
            return JobStoreContract.this.open();
        }
    }
}
