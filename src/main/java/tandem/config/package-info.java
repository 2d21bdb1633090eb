/// **config**: the one YAML file as typed settings, or every problem in it with file, line and what was expected.
///
/// May import the settings records of the other rooms, nothing that acts.
///
/// [ConfigFile] is the way in. A file goes through five stages, and a problem in one does not hide those of the next
/// ones as far as they can still be told:
///
/// 1. [FileText] reads it (I/O), [YamlText] makes it a tree of nodes that know their line and column.
/// 2. A [Section] reads a mapping: each `…Section` class has, for each of its keys, one line that names the key, its
///    [Format] and its default, and keeps [Value]s that know where they stand.
/// 3. [Rules] compare values with each other. They hold for the file, so a file is right on all nodes or on none.
/// 4. [Self] tells which of the nodes this process is, by its [Identity].
/// 5. [Document#settings] makes the settings of that node.
///
/// To add a key: the component of the settings record, its line in the `…Section` class, its entry in
/// `conf/tandem.yaml`. A test fails when the third is forgotten.
@NullMarked
package tandem.config;

import org.jspecify.annotations.NullMarked;
