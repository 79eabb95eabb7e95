package io.distributedscheduler.store.foreign;

import io.distributedscheduler.store.StoredJob;

/** Definitions with the revision that the store gives them. */
final class Revisions {

    private Revisions() {}

    static StoredJob with(long revision, StoredJob job) {
        return new StoredJob(job.id(), revision, job.queue(), job.keyword(), job.repeats(), job.body());
    }
}
