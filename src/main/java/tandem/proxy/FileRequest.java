package tandem.proxy;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.files.Conditions;
import tandem.files.FileWorkers;
import tandem.files.Folder;
import tandem.http.FieldName;
import tandem.http.RequestHead;
import tandem.route.RouteSettings.Action;

/// A file that a request asks for. It is read by another thread than that of the request, whose head is used again
/// soon,
/// so all of it is copied.
///
/// @param workers      who reads
/// @param folder       where it is
/// @param path         in there, decoded
/// @param conditions   of the request
/// @param cacheControl the field of that name
/// @param slashed      the Location of the path with a slash at its end
record FileRequest(
        FileWorkers workers,
        Folder folder,
        String path,
        Conditions conditions,
        Optional<String> cacheControl,
        String slashed) {

    /// A folder that is served.
    record Served(FileWorkers workers, Folder folder, Action.Files settings) {

        /// Asks for a file of it.
        ///
        /// @param facts of a GET or HEAD
        FileRequest ask(String path, RequestFacts facts, String slashed) {
            return new FileRequest(workers, folder, path, conditions(facts), settings.cacheControl(), slashed);
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
