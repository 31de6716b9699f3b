package execution.task;

import execution.allocation.AllocationProperties;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.model.Execution;
import org.springframework.stereotype.Component;

/** Gives the policy of an execution's attempts: what the task's file says now, within what is configured for all. */
@Component
public class AttemptPolicies {

    private final Catalogue catalogue;
    private final AllocationProperties allocation;

    AttemptPolicies(Catalogue catalogue, AllocationProperties allocation) {
        this.catalogue = catalogue;
        this.allocation = allocation;
    }

    AttemptPolicy of(Execution row) {
        return new AttemptPolicy(
                catalogue.find(row.job().jobName()).map(TaskFile::attempts).orElse(TaskFile.Attempts.NONE),
                allocation.maxRefusals(),
                allocation.refusalBackOff());
    }
}
