import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.opensearch.Version;
import org.opensearch.analysis.common.CommonAnalysisModulePlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.index.mapper.MapperExtrasModulePlugin;
import org.opensearch.index.reindex.ReindexModulePlugin;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessModulePlugin;
import org.opensearch.plugins.PluginInfo;
import org.opensearch.transport.Netty4ModulePlugin;

/** One node of OpenSearch with the modules that Svodka's engine needs: {@code TestNode key=value...}. */
public final class TestNode extends Node {
    private TestNode(Settings settings) {
        super(InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "node"), modules(), false);
    }

    private static List<PluginInfo> modules() {
        return Stream.of(
                CommonAnalysisModulePlugin.class,
                MapperExtrasModulePlugin.class,
                Netty4ModulePlugin.class,
                PainlessModulePlugin.class,
                ReindexModulePlugin.class)
            .map(TestNode::info)
            .toList();
    }

    private static PluginInfo info(Class<?> module) {
        String name = module.getName();
        return new PluginInfo(name, "", "", Version.CURRENT, "21", name, null, List.of(), false);
    }

    private static void close(Node node, CountDownLatch ended) {
        try {
            node.close();
        } catch (IOException error) {
            error.printStackTrace();
        }
        ended.countDown();
    }

    public static void main(String[] arguments) throws Exception {
        Settings.Builder settings = Settings.builder();
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            settings.put(pair[0], pair[1]);
        }
        Node node = new TestNode(settings.build());
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node, ended)));
        node.start();
        ended.await();
    }
}
