package io.distributedscheduler.store.foreign;

import java.time.Instant;

/** Where the store's time comes from. */
interface StoreTime {

    /**
     * The clock of the database. To be asked first when the lock is held: within a transaction it answers the same
     * instant for ever, and one from before the lock could lie before that of the step that held it.
     */
    StoreTime OF_DATABASE =
            sql -> sql.first("SELECT CURRENT_TIMESTAMP(6)", Row::instant).orElseThrow();

    Instant read(Sql sql);
}
