package io.mediary.recording;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.store.RealRedis;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Uni;

class LinksTest {

    private static final Pattern LINK = Pattern.compile("/v1/recordings/(.*)\\?expires=(\\d+)&signature=(.*)");
    private static final long NOW = 1_800_000_000_000L;
    private static final long BEGAN = 1_799_999_000_000L;

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final Links here = instance(NOW);
    private final Links there = instance(NOW);

    private static Links instance(long now) {
        return new Links(new Scripts(REDIS.client(), RealRedis.config()),
                Clock.fixed(Instant.ofEpochMilli(now), ZoneOffset.UTC));
    }

    @Test
    void aLinkOfOneInstanceHoldsAtAll() {
        assertThat(verified(there, await(here.url("id", BEGAN, NOW + 1)))).isEqualTo(BEGAN);
        assertThat(verified(here, await(there.url("id", BEGAN, NOW + 1)))).isEqualTo(BEGAN);
    }

    @Test
    void theFirstTwoAtOnceMakeOneKey() {
        List<String> links = await(Uni.join()
                .all(Stream.of(here, there, here, there).map(one -> one.url("id", BEGAN, NOW + 1)).toList())
                .andFailFast());
        assertThat(links).containsOnly(links.get(0));
    }

    @Test
    void itHoldsUntilItEndsAndNotLonger() {
        String link = await(here.url("id", BEGAN, NOW + 1));
        assertThat(verified(instance(NOW), link)).isEqualTo(BEGAN);
        assertThat(verified(instance(NOW + 1), link)).isNull();
    }

    @Test
    void withAnotherKeyNoLinkHolds() {
        String link = await(here.url("id", BEGAN, NOW + 1));
        REDIS.command("DEL", "mediary:link-key");
        assertThat(verified(here, link)).isNull();
        String other = await(here.url("id", BEGAN, NOW + 1));
        assertThat(other).isNotEqualTo(link);
        assertThat(verified(here, link)).isNull();
        assertThat(verified(there, other)).isEqualTo(BEGAN);
    }

    @Test
    void whatIsSignedCannotBeReadInAnotherWay() {
        LinkSignature signature = new LinkSignature("c2VjcmV0");
        assertThat(signature.of("3\nid", 2, 1)).isNotEqualTo(signature.of("id", 3, 2));
        assertThat(signature.of("id", 12, 3)).isNotEqualTo(signature.of("id", 1, 23));
        assertThat(signature.of("id", 1, 2)).matches("[A-Za-z0-9_-]{43}");
    }

    @Test
    void anIdIsEscaped() {
        assertThat(await(here.url("a/b c?", BEGAN, NOW))).startsWith("/v1/recordings/a%2Fb%20c%3F?expires=");
    }

    @Test
    void withoutRedisNothingIsSignedOrVerified() throws IOException {
        REDIS.stop();
        try {
            unavailable(here.url("id", BEGAN, NOW + 1));
            unavailable(here.verify("id", "" + (NOW + 1), BEGAN + "." + "A".repeat(43)));
        } finally {
            REDIS.start();
        }
    }

    private static Long verified(Links links, String link) {
        Matcher parts = LINK.matcher(link);
        assertThat(parts.matches()).isTrue();
        return await(links.verify(parts.group(1), parts.group(2), parts.group(3))).orElse(null);
    }

    private static void unavailable(Uni<?> call) {
        assertThatThrownBy(() -> await(call)).isInstanceOfSatisfying(Failure.class,
                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }
}
