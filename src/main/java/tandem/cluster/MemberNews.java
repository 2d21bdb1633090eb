package tandem.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tandem.Pure;

/// What is new among the members, as lines for the log.
@Pure
final class MemberNews {

    private MemberNews() {}

    /// One line for each member that joined, left, was restarted or changed its fitness.
    static List<String> between(List<MemberStatus> before, List<MemberStatus> after) {
        Map<String, MemberStatus> gone = new LinkedHashMap<>();
        before.forEach(member -> gone.put(member.name(), member));
        List<String> lines = new ArrayList<>();
        for (MemberStatus member : after) {
            MemberStatus known = gone.remove(member.name());
            if (known == null && !member.self()) lines.add(member.name() + " joined" + place(member));
            String was = known == null ? "" : fitness(known);
            String is = fitness(member);
            if (!is.isEmpty() && !is.equals(was)) lines.add(subject(member) + " is " + is);
        }
        gone.values().forEach(member -> lines.add(member.name() + " is gone"));
        return lines;
    }

    /// A node that is heard before Hazelcast gave it a seat has no address yet.
    private static String place(MemberStatus member) {
        return member.address().isEmpty() ? "" : ", at " + member.address();
    }

    /// One complaint about each node that came to be called like another one.
    static List<String> namesakes(List<MemberStatus> before, List<MemberStatus> after) {
        List<String> known = before.stream().map(MemberStatus::name).toList();
        return after.stream()
                .filter(member -> isNamesake(member) && !known.contains(member.name()))
                .map(member -> "the node at " + member.address()
                        + " has the name of another one; give each node a name of its own")
                .toList();
    }

    private static boolean isNamesake(MemberStatus member) {
        NodeState said = member.said();
        return said != null && !said.node().equals(member.name());
    }

    private static String subject(MemberStatus member) {
        return member.self() ? "this node" : member.name();
    }

    private static String fitness(MemberStatus member) {
        NodeState said = member.said();
        return said == null ? "" : said.fitness().text();
    }
}
