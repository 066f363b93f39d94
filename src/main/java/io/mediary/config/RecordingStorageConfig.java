package io.mediary.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * An S3-compatible store for complete recordings. With a bucket named, each file goes there from the media server's
 * directory when it is complete; without one it stays in the directory.
 * <p>
 * What an instance that dies leaves of an upload is for the bucket's own rules: have them abort incomplete multi-part
 * uploads after a day.
 */
@ConfigMapping(prefix = "mediary.recordings.s3")
public interface RecordingStorageConfig {

    /** The bucket, which must be there; none: recordings stay in the directory. */
    Optional<String> bucket();

    /** What the objects' keys begin with, as {@code recordings/}. */
    Optional<String> prefix();

    /** Where the store is, as {@code https://minio.example.com:9000}; none: Amazon S3 in the region. */
    Optional<URI> endpoint();

    /** The region, which is also part of every signature; most other stores take any. */
    @WithDefault("us-east-1")
    String region();

    /**
     * Whether the bucket stands in the path and not in the host's name; unless set: where an endpoint is named. Amazon S3
     * wants it in the name, most others take the path alone.
     */
    Optional<Boolean> pathStyle();

    /**
     * The access key; needs the secret key too. Without both: what the environment gives (the AWS SDK's default chain:
     * variables, a profile, a container's or machine's role).
     */
    Optional<String> accessKey();

    /** The secret key. */
    Optional<String> secretKey();

    /** How long one call may take, repetitions included: a look, a deletion, one piece of a reading, one part of an upload. */
    @WithDefault("30s")
    Duration timeout();

    /** How long connecting may take. */
    @WithDefault("3s")
    Duration connectTimeout();

    /** How long the upload of one file may take; then it is given up, and tried again later. */
    @WithDefault("30m")
    Duration uploadTimeout();

    /** Files of more than one part are uploaded in parts of about this size: 5 MiB at least, which S3 demands. */
    @WithDefault("8M")
    MemorySize partSize();

    /** Connections to the store at once. */
    @WithDefault("64")
    int connections();
}
