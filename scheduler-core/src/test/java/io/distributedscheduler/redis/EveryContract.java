package io.distributedscheduler.redis;

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

/** All that stores promise, for one kind of server. */
abstract class EveryContract {

    abstract StoreFixture fixture();

    @Nested
    class Awaiting extends AwaitingContract {
        @Override
        protected StoreFixture open() {
            return fixture();
        }
    }

    @Nested
    class Claiming extends ClaimingContract {
        @Override
        protected StoreFixture open() {
            return fixture();
        }
    }

    @Nested
    class Completing extends CompletingContract {
        @Override
        protected StoreFixture open() {
            return fixture();
        }
    }

    @Nested
    class Declarations extends DeclarationsContract {
        @Override
        protected StoreFixture open() {
            return fixture();
        }
    }

    @Nested
    class Firing extends FiringContract {
        @Override
        protected StoreFixture open() {
            return fixture();
        }
    }

    @Nested
    class Idempotency extends IdempotencyContract {
        @Override
        protected StoreFixture open() {
            return fixture();
        }
    }

    @Nested
    class Looking extends LookingContract {
        @Override
        protected StoreFixture open() {
            return fixture();
        }
    }

    @Nested
    class Modifying extends ModifyingContract {
        @Override
        protected StoreFixture open() {
            return fixture();
        }
    }

    @Nested
    class Nodes extends NodesContract {
        @Override
        protected StoreFixture open() {
            return fixture();
        }
    }

    @Nested
    class Races extends RacesContract {
        @Override
        protected StoreFixture open() {
            return fixture();
        }
    }

    @Nested
    class Releasing extends ReleasingContract {
        @Override
        protected StoreFixture open() {
            return fixture();
        }
    }

    @Nested
    class Removing extends RemovingContract {
        @Override
        protected StoreFixture open() {
            return fixture();
        }
    }

    @Nested
    class Scheduling extends SchedulingContract {
        @Override
        protected StoreFixture open() {
            return fixture();
        }
    }

    @Nested
    class StoppingAndStarting extends StoppingAndStartingContract {
        @Override
        protected StoreFixture open() {
            return fixture();
        }
    }

    @Nested
    class Trimming extends TrimmingContract {
        @Override
        protected StoreFixture open() {
            return fixture();
        }
    }
}
