package io.mediary.e2e;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;

/** The sessions that clients have heard of and not seen the end of, by what each was last asked to be. Thread-safe. */
final class Known {

    /** Few, so that commands meet each other. */
    private static final int FEW = 8;

    private final Map<String, String> types = new ConcurrentSkipListMap<>();

    void made(String id, String type) {
        types.put(id, type);
    }

    void turns(String id, String type) {
        types.replace(id, type);
    }

    void gone(String id) {
        types.remove(id);
    }

    boolean isFew() {
        return types.size() < FEW;
    }

    /** One of them; empty where there is none. */
    String any(Random random) {
        return oneOf(List.copyOf(types.keySet()), random);
    }

    /** One that publishes, as far as is known; now and then any other. */
    String publisher(Random random) {
        List<String> publishers = types.entrySet().stream().filter(each -> each.getValue().equals("publish"))
                .map(Map.Entry::getKey).toList();
        return publishers.isEmpty() || random.nextInt(6) == 0 ? any(random) : oneOf(publishers, random);
    }

    private static String oneOf(List<String> all, Random random) {
        return all.isEmpty() ? "" : all.get(random.nextInt(all.size()));
    }
}
