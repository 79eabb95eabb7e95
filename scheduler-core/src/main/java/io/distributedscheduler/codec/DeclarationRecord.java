package io.distributedscheduler.codec;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is recorded of a declared job, beside the job itself.
 *
 * @param application whose code declares it
 * @param versions its declarations, the first registered first
 * @param applied hash of the declaration that the job was last made or changed by; empty if none was yet
 */
public record DeclarationRecord(String application, List<Version> versions, Optional<String> applied) {

    public DeclarationRecord {
        versions = List.copyOf(versions);
    }

    /**
     * A declaration.
     *
     * @param hash of its content
     * @param gone since when no live node declares it, in store time; empty while one does
     */
    public record Version(String hash, Optional<Instant> gone) {}
}
