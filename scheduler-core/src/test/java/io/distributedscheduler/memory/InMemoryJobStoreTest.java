package io.distributedscheduler.memory;

import io.distributedscheduler.store.contract.AwaitingContract;
import io.distributedscheduler.store.contract.ClaimingContract;
import io.distributedscheduler.store.contract.CompletingContract;
import io.distributedscheduler.store.contract.DeclarationsContract;
import io.distributedscheduler.store.contract.FiringContract;
import io.distributedscheduler.store.contract.IdempotencyContract;
import io.distributedscheduler.store.contract.LookingContract;
import io.distributedscheduler.store.contract.ModifyingContract;
import io.distributedscheduler.store.contract.NodesContract;
import io.distributedscheduler.store.contract.RacesContract;
import io.distributedscheduler.store.contract.ReleasingContract;
import io.distributedscheduler.store.contract.RemovingContract;
import io.distributedscheduler.store.contract.SchedulingContract;
import io.distributedscheduler.store.contract.StoppingAndStartingContract;
import io.distributedscheduler.store.contract.StoreFixture;
import io.distributedscheduler.store.contract.TrimmingContract;
import org.junit.jupiter.api.Nested;

/** The store in memory keeps the contract. */
class InMemoryJobStoreTest {

    @Nested
    class Awaiting extends AwaitingContract {
        @Override
        protected StoreFixture open() {
            return new MemoryFixture();
        }
    }

    @Nested
    class Claiming extends ClaimingContract {
        @Override
        protected StoreFixture open() {
            return new MemoryFixture();
        }
    }

    @Nested
    class Completing extends CompletingContract {
        @Override
        protected StoreFixture open() {
            return new MemoryFixture();
        }
    }

    @Nested
    class Declarations extends DeclarationsContract {
        @Override
        protected StoreFixture open() {
            return new MemoryFixture();
        }
    }

    @Nested
    class Firing extends FiringContract {
        @Override
        protected StoreFixture open() {
            return new MemoryFixture();
        }
    }

    @Nested
    class Idempotency extends IdempotencyContract {
        @Override
        protected StoreFixture open() {
            return new MemoryFixture();
        }
    }

    @Nested
    class Looking extends LookingContract {
        @Override
        protected StoreFixture open() {
            return new MemoryFixture();
        }
    }

    @Nested
    class Modifying extends ModifyingContract {
        @Override
        protected StoreFixture open() {
            return new MemoryFixture();
        }
    }

    @Nested
    class Nodes extends NodesContract {
        @Override
        protected StoreFixture open() {
            return new MemoryFixture();
        }
    }

    @Nested
    class Races extends RacesContract {
        @Override
        protected StoreFixture open() {
            return new MemoryFixture();
        }
    }

    @Nested
    class Releasing extends ReleasingContract {
        @Override
        protected StoreFixture open() {
            return new MemoryFixture();
        }
    }

    @Nested
    class Removing extends RemovingContract {
        @Override
        protected StoreFixture open() {
            return new MemoryFixture();
        }
    }

    @Nested
    class Scheduling extends SchedulingContract {
        @Override
        protected StoreFixture open() {
            return new MemoryFixture();
        }
    }

    @Nested
    class StoppingAndStarting extends StoppingAndStartingContract {
        @Override
        protected StoreFixture open() {
            return new MemoryFixture();
        }
    }

    @Nested
    class Trimming extends TrimmingContract {
        @Override
        protected StoreFixture open() {
            return new MemoryFixture();
        }
    }
}
