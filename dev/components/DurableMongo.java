// A MongoDB-compatible server on an H2 file that writes to disk before it answers, so that what was acknowledged
// survives a kill. Run as a single source file: java -cp "LIB/*" DurableMongo.java 127.0.0.1 27017 FOLDER/rekey.mv
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

class DurableMongo {
  static final Set<String> CHANGES_DATA = Set.of("insert", "update", "delete", "findAndModify", "findandmodify");
  static final Set<String> CHANGES_SCHEMA = Set.of("create", "createIndexes", "dropIndexes", "drop", "dropDatabase");

  static class Backend extends H2Backend {
    private final Object schema = new Object();

    Backend(String file) {
      super(file);
    }

    @Override
    public Document handleMessage(MongoMessage message) {
      String command = message.getDocument().keySet().iterator().next();
      if (CHANGES_SCHEMA.contains(command)) {
        // The library fails when two create the same collection at once.
        synchronized (schema) {
          return answerAfterCommit(message);
        }
      }
      return CHANGES_DATA.contains(command) ? answerAfterCommit(message) : super.handleMessage(message);
    }

    private Document answerAfterCommit(MongoMessage message) {
      Document reply = super.handleMessage(message);
      commit();
      return reply;
    }
  }

  public static void main(String[] args) throws Exception {
    Backend backend = new Backend(args[2]);
    // Today's drivers ask for the protocol of MongoDB 4.4; the library speaks enough of it but reports an older one.
    backend.version(
        new MongoVersion() {
          @Override
          public List<Integer> getVersionArray() {
            return List.of(4, 4, 0);
          }

          @Override
          public int getWireVersion() {
            return 9;
          }
        });
    MongoServer server = new MongoServer(backend);
    server.bind(new InetSocketAddress(args[0], Integer.parseInt(args[1])));
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
    System.out.println("ready " + server.getConnectionString());
    Thread.currentThread().join();
  }
}
