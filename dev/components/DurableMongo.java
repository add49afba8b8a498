// A MongoDB-compatible server on an H2 file that writes to disk before it answers, so that what was acknowledged
// survives a kill. Run as a single source file: java -cp "LIB/*" DurableMongo.java 127.0.0.1 27017 FOLDER/rekey.mv
import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.EmptyIndex;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.ObjectDataType;

class DurableMongo {
  static final Set<String> CHANGES_DATA = Set.of("insert", "update", "delete", "findAndModify", "findandmodify");
  static final Set<String> CHANGES_SCHEMA = Set.of("create", "createIndexes", "dropIndexes", "drop", "dropDatabase");

  static class Backend extends H2Backend {
    private final Object schema = new Object();
    private final Object committing = new Object();
    private final AtomicLong changes = new AtomicLong();
    private long committed = 0;

    Backend(String file) {
      super(file);
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
      return new Database(name);
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
      long mine = changes.incrementAndGet();
      // One commit serves all whose changes were made before it began: those who wait here while another is at work.
      synchronized (committing) {
        if (committed < mine) {
          long covered = changes.get();
          commit();
          committed = covered;
        }
      }
      return reply;
    }

    /** Of the backend's store, which is there before this class has fields: the superclass's constructor asks for collections. */
    class Database extends H2Database {
      Database(String name) {
        super(name, getMvStore(), getCursorRegistry());
      }

      @Override
      protected MongoCollection<Object> openOrCreateCollection(String name, CollectionOptions options) {
        String space = getFullCollectionNamespace(name);
        var documents = new MVMap.Builder<Object, Document>().valueType(new Documents());
        return new Indexed(
            this,
            name,
            options,
            getMvStore().openMap("databases." + space, documents),
            getMvStore().openMap("meta." + space),
            cursorRegistry);
      }

      @Override
      protected Index<Object> openOrCreateUniqueIndex(
          String collection, String name, List<IndexKey> keys, boolean sparse) {
        return new Unique(name, keys, sparse);
      }

      @Override
      protected Index<Object> openOrCreateSecondaryIndex(
          String collection, String name, List<IndexKey> keys, boolean sparse) {
        return keys.size() == 1 ? new Secondary(name, keys) : new EmptyIndex<>(name, keys);
      }
    }
  }

  /** Documents as BSON: Java's own way to write objects, which the library takes, costs several times as much, for all of a page at each commit. */
  static class Documents extends BasicDataType<Document> {
    /** None of those by which ObjectDataType says what follows: a file from before is read, too. */
    private static final byte BSON = 127;
    /** As the store counts: its pages have room for four such documents. */
    private static final int MEMORY = 4_096;
    private static final ObjectDataType BEFORE = new ObjectDataType();

    @Override
    public void write(WriteBuffer into, Document document) {
      ByteBuf bson = encoded(document);
      into.put(BSON).put(bson.array(), 0, bson.readableBytes());
    }

    /** The library may change a stored document while a commit goes over it, and a commit that fails closes the store. */
    private static ByteBuf encoded(Document document) {
      while (true) {
        ByteBuf bson = Unpooled.buffer(1_024);
        try {
          BsonEncoder.encodeDocument(document, bson);
          return bson;
        } catch (ConcurrentModificationException e) {
          Thread.onSpinWait();
        }
      }
    }

    @Override
    public Document read(ByteBuffer from) {
      if (from.get(from.position()) != BSON) return (Document) BEFORE.read(from);
      from.get();
      ByteBuf bson = Unpooled.wrappedBuffer(from.slice());
      Document document = BsonDecoder.decodeBson(bson);
      from.position(from.position() + bson.readerIndex());
      return document;
    }

    @Override
    public int getMemory(Document document) {
      return MEMORY;
    }

    @Override
    public Document[] createStorage(int size) {
      return new Document[size];
    }
  }

  /** The library uses an index only for a query of exactly its keys; here it narrows any query that holds its key. */
  static class Indexed extends H2Collection {
    private final List<Secondary> secondary = new ArrayList<>();
    private final List<Index<Object>> unique = new ArrayList<>();

    Indexed(
        MongoDatabase database,
        String name,
        CollectionOptions options,
        MVMap<Object, Document> data,
        MVMap<String, Object> meta,
        CursorRegistry cursors) {
      super(database, name, options, data, meta, cursors);
    }

    // How large it is, which nobody asks for, is not worth counting, nor a page at each commit.
    @Override
    protected boolean tracksDataSize() {
      return false;
    }

    /** A copy: the library changes what it was given before it hands it back. */
    @Override
    protected Document getDocument(Object position) {
      Document stored = super.getDocument(position);
      return stored == null ? null : stored.clone();
    }

    @Override
    public void addIndex(Index<Object> index) {
      boolean isKnown = getIndexes().stream().anyMatch(known -> known.getName().equals(index.getName()));
      super.addIndex(index);
      if (isKnown) return;
      if (index instanceof Secondary s) secondary.add(s);
      else if (index.isUnique()) unique.add(index);
    }

    @Override
    protected QueryResult queryDocuments(
        Document query, Document orderBy, int skip, int limit, int batchSize, Document fields) {
      Iterable<Object> candidates = candidates(query);
      return candidates == null
          ? super.queryDocuments(query, orderBy, skip, limit, batchSize, fields)
          : matchDocuments(query, candidates, orderBy, skip, limit, batchSize, fields);
    }

    private Iterable<Object> candidates(Document query) {
      if (query.get("_id") instanceof String id && query.size() > 1) {
        return getDocument(id) == null ? List.of() : List.of(id);
      }
      for (Secondary index : secondary) {
        if (index.canNarrow(query)) return index.positionsOf(query);
      }
      for (Index<Object> index : unique) {
        Document keys = new Document();
        for (IndexKey key : index.getKeys()) {
          if (query.containsKey(key.getKey())) keys.put(key.getKey(), query.get(key.getKey()));
        }
        if (index.canHandle(keys)) return index.getPositions(keys);
      }
      return null;
    }
  }

  /** A unique index, in memory: built anew when the file is opened. */
  static class Unique extends AbstractUniqueIndex<Object> {
    private final Map<KeyValue, Object> positions = new ConcurrentHashMap<>();

    Unique(String name, List<IndexKey> keys, boolean sparse) {
      super(name, keys, sparse);
    }

    @Override
    protected Object getPosition(KeyValue key) {
      return positions.get(key);
    }

    @Override
    protected boolean putKeyPosition(KeyValue key, Object position) {
      return positions.putIfAbsent(key, position) == null;
    }

    @Override
    protected Object removeDocument(KeyValue key) {
      return positions.remove(key);
    }

    @Override
    protected Iterable<Map.Entry<KeyValue, Object>> getIterable() {
      return positions.entrySet();
    }

    @Override
    public long getCount() {
      return positions.size();
    }

    @Override
    public boolean isEmpty() {
      return positions.isEmpty();
    }

    @Override
    public long getDataSize() {
      return getCount();
    }
  }

  /** A non-unique index over one key, in memory: built anew when the file is opened. */
  static class Secondary extends EmptyIndex<Object> {
    private final String key;
    private final Map<Object, Set<Object>> positions = new HashMap<>();

    Secondary(String name, List<IndexKey> keys) {
      super(name, keys);
      this.key = keys.get(0).getKey();
    }

    boolean canNarrow(Document query) {
      Object value = query.get(key);
      return value instanceof String || value instanceof Document d && d.size() == 1 && d.get("$in") instanceof Collection;
    }

    Iterable<Object> positionsOf(Document query) {
      Object value = query.get(key);
      if (value instanceof Document d) {
        Set<Object> all = new LinkedHashSet<>();
        for (Object one : (Collection<?>) d.get("$in")) all.addAll(positions.getOrDefault(one, Set.of()));
        return all;
      }
      return List.copyOf(positions.getOrDefault(value, Set.of()));
    }

    @Override
    public synchronized void add(Document document, Object position, MongoCollection<Object> collection) {
      for (KeyValue value : getKeyValues(document)) {
        if (value.get(0) instanceof String s) positions.computeIfAbsent(s, k -> new LinkedHashSet<>()).add(position);
      }
    }

    @Override
    public synchronized Object remove(Document document) {
      Object position = document.get("_id");
      for (KeyValue value : getKeyValues(document)) {
        Set<Object> kept = positions.get(value.get(0));
        if (kept != null && kept.remove(position) && kept.isEmpty()) positions.remove(value.get(0));
      }
      return null;
    }

    @Override
    public synchronized void updateInPlace(
        Document before, Document after, Object position, MongoCollection<Object> collection) {
      if (nullAwareEqualsKeys(before, after)) return;
      remove(before);
      add(after, position, collection);
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
