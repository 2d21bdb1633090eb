package tandem.proxy;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.files.Conditions;
import tandem.files.FileWorkers;
import tandem.files.Folder;
import tandem.http.FieldName;
import tandem.http.RequestHead;
import tandem.route.Precompressed;
import tandem.route.RouteSettings.Action;

/// A file that a request asks for. It is read by another thread than that of the request, whose head is used
/// again soon, so all of it is copied.
///
/// @param workers      who reads
/// @param folder       where it is
/// @param path         in there, decoded
/// @param conditions   of the request
/// @param cacheControl the field of that name
/// @param slashed      the Location of the path with a slash at its end
/// @param codings      how it may be encoded
record FileRequest(
        FileWorkers workers,
        Folder folder,
        String path,
        Conditions conditions,
        Optional<String> cacheControl,
        String slashed,
        FileCodings codings) {

    /// A folder that is served.
    ///
    /// @param compression null for none
    record Served(
            FileWorkers workers,
            Folder folder,
            Action.Files settings,
            @Nullable CompressionSettings compression) {

        /// Asks for a file of it.
        ///
        /// @param facts    of a GET or HEAD
        /// @param compress whether it may be compressed
        FileRequest ask(String path, RequestFacts facts, String slashed, boolean compress) {
            var conditions = conditions(facts);
            return new FileRequest(
                    workers, folder, path, conditions, settings.cacheControl(), slashed, codings(facts, compress));
        }

        private FileCodings codings(RequestFacts facts, boolean compress) {
            var made = compress ? compression : null;
            boolean varies = !settings.precompressed().isEmpty();
            // A part is one of the file as it is.
            if ((made == null && !varies) || facts.field("range") != null)
                return new FileCodings(List.of(), varies, made, false);
            RequestHead head = facts.head();
            List<String> taken = RequestFacts.values(head, FieldName.ACCEPT_ENCODING);
            return new FileCodings(
                    AcceptEncoding.best(taken, settings.precompressed(), Precompressed::coding),
                    varies,
                    made,
                    AcceptEncoding.takesGzip(taken));
        }

        private static Conditions conditions(RequestFacts facts) {
            RequestHead head = facts.head();
            return new Conditions(
                    head.method().equals("GET"),
                    facts.field("if-match"),
                    facts.field("if-none-match"),
                    facts.field("if-modified-since"),
                    facts.field("if-unmodified-since"),
                    only(head, FieldName.RANGE),
                    facts.field("if-range"));
        }

        /// What is said twice is not heard.
        private static @Nullable String only(RequestHead head, FieldName name) {
            var values = RequestFacts.values(head, name);
            return values.size() == 1 ? values.getFirst() : null;
        }
    }
}
