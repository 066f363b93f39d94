package io.mediary.recording.store;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.mediary.config.RecordingStorageConfig;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/**
 * The SDK's client as the settings say: every call bounded, files in parts, on Quarkus' own workers. Connects when it is
 * first used. Thread-safe.
 */
final class S3Client implements AutoCloseable {

    /** Parts of one file that are in memory at once. */
    private static final int PARTS_AT_ONCE = 4;
    /** Unless a socket is really idle, a call's own time bounds it. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private static final int LOOPS = 2;
    private static final int QUIET_SECONDS = 1;
    private static final int CLOSING_SECONDS = 5;

    private final EventLoopGroup loops;
    private final S3AsyncClient calls;

    /** @throws io.quarkus.runtime.configuration.ConfigurationException where the settings contradict each other */
    S3Client(RecordingStorageConfig config) {
        StorageSettings.check(config);
        long part = config.partSize().asLongValue();
        AwsCredentialsProvider credentials = credentials(config);
        // Ours, because the SDK waits for two seconds of silence when it closes its own: a stop need not.
        this.loops = new NioEventLoopGroup(LOOPS, new DefaultThreadFactory("s3", true));
        S3AsyncClientBuilder builder = S3AsyncClient.builder().region(Region.of(config.region()))
                .credentialsProvider(credentials)
                .forcePathStyle(config.pathStyle().orElse(config.endpoint().isPresent()))
                // Newer checksums only where S3 asks for them: many compatible stores do not know them.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .multipartEnabled(true)
                .multipartConfiguration(parts -> parts.thresholdInBytes(part).minimumPartSizeInBytes(part)
                        .apiCallBufferSizeInBytes(PARTS_AT_ONCE * part))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().maxConcurrency(config.connections())
                        .eventLoopGroup(SdkEventLoopGroup.create(loops))
                        .connectionTimeout(config.connectTimeout())
                        .connectionAcquisitionTimeout(config.timeout())
                        .tlsNegotiationTimeout(config.timeout())
                        .readTimeout(LONGEST_SILENCE).writeTimeout(LONGEST_SILENCE))
                .overrideConfiguration(ClientOverrideConfiguration.builder().apiCallTimeout(config.timeout())
                        .scheduledExecutorService(Infrastructure.getDefaultWorkerPool()).build())
                .asyncConfiguration(calls -> calls.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR,
                        Infrastructure.getDefaultWorkerPool()));
        config.endpoint().ifPresent(builder::endpointOverride);
        this.calls = builder.build();
    }

    /** What is called. */
    S3AsyncClient calls() {
        return calls;
    }

    /** Ends its connections; calls under way fail. */
    @Override
    public void close() {
        calls.close();
        loops.shutdownGracefully(QUIET_SECONDS, CLOSING_SECONDS, TimeUnit.SECONDS);
    }

    private static AwsCredentialsProvider credentials(RecordingStorageConfig config) {
        return config.accessKey().isEmpty()
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(config.accessKey().get(), config.secretKey().orElseThrow()));
    }
}
